package dev.hpk.slurm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What HPK knows of the options of sbatch(1), up to Slurm 25.05. */
final class SbatchOptions {

  private static final String FINDS = "HPK finds the pod's job by it";
  private static final String OUTPUT = "HPK keeps the job's output in the pod's directory";
  private static final String ENVIRONMENT = "nothing of the kubelet's environment enters the job";
  private static final String ONCE = "a job that starts over would run the pod's containers again";
  private static final String NOTHING = "sbatch would submit nothing";
  private static final String USER = "a job runs as the kubelet's user";

  /** Options that would break HPK, with the reason. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("job-name", FINDS),
          Map.entry("comment", FINDS),
          Map.entry("output", OUTPUT),
          Map.entry("error", OUTPUT),
          Map.entry("open-mode", OUTPUT),
          Map.entry("input", "the job's script reads nothing"),
          Map.entry("array", "a pod is one job"),
          Map.entry("het-group", "a pod is one job"),
          Map.entry("wrap", "the job's script is HPK's"),
          Map.entry("container", "the pod's containers run under HPK's container engine"),
          Map.entry("container-id", "the pod's containers run under HPK's container engine"),
          Map.entry("parsable", "HPK reads what sbatch prints"),
          Map.entry("export", ENVIRONMENT),
          Map.entry("export-file", ENVIRONMENT),
          Map.entry("requeue", ONCE),
          Map.entry("no-requeue", "it is always set"),
          Map.entry("chdir", "the job works in the pod's directory"),
          Map.entry("signal", "HPK gives the pod its grace period by it"),
          Map.entry("wait", "sbatch would not return before the pod ends"),
          Map.entry("test-only", NOTHING),
          Map.entry("help", NOTHING),
          Map.entry("usage", NOTHING),
          Map.entry("version", NOTHING),
          Map.entry("uid", USER),
          Map.entry("gid", USER),
          Map.entry("clusters", "HPK asks one cluster only; set SLURM_CLUSTERS for all"),
          Map.entry("cluster", "HPK asks one cluster only; set SLURM_CLUSTERS for all"));

  /** Options without a value. */
  private static final Set<String> BARE =
      Set.of(
          "contiguous",
          "hold",
          "ignore-pbs",
          "no-requeue",
          "overcommit",
          "oversubscribe",
          "parsable",
          "quiet",
          "reboot",
          "requeue",
          "spread-job",
          "stepmgr",
          "test-only",
          "help",
          "usage",
          "use-min-nodes",
          "verbose",
          "version",
          "wait");

  /** Options whose value is optional and must follow an equals sign. */
  private static final Set<String> OPTIONAL =
      Set.of("exclusive", "get-user-env", "nice", "no-kill", "propagate", "resv-ports");

  /** Options with a value. */
  private static final Set<String> VALUED =
      Set.of(
          "account",
          "acctg-freq",
          "array",
          "batch",
          "bb",
          "bbf",
          "begin",
          "chdir",
          "cluster-constraint",
          "clusters",
          "comment",
          "constraint",
          "container",
          "container-id",
          "core-spec",
          "cores-per-socket",
          "cpu-freq",
          "cpus-per-gpu",
          "cpus-per-task",
          "deadline",
          "delay-boot",
          "dependency",
          "distribution",
          "error",
          "exclude",
          "export",
          "export-file",
          "extra",
          "extra-node-info",
          "gid",
          "gpu-bind",
          "gpu-freq",
          "gpus",
          "gpus-per-node",
          "gpus-per-socket",
          "gpus-per-task",
          "gres",
          "gres-flags",
          "het-group",
          "hint",
          "input",
          "job-name",
          "kill-on-invalid-dep",
          "licenses",
          "mail-type",
          "mail-user",
          "mcs-label",
          "mem",
          "mem-bind",
          "mem-per-cpu",
          "mem-per-gpu",
          "mincpus",
          "network",
          "nodefile",
          "nodelist",
          "nodes",
          "ntasks",
          "ntasks-per-core",
          "ntasks-per-gpu",
          "ntasks-per-node",
          "ntasks-per-socket",
          "open-mode",
          "output",
          "partition",
          "power",
          "prefer",
          "priority",
          "profile",
          "qos",
          "reservation",
          "segment",
          "signal",
          "sockets-per-node",
          "switches",
          "thread-spec",
          "threads-per-core",
          "time",
          "time-min",
          "tmp",
          "tres-bind",
          "tres-per-task",
          "uid",
          "wait-all-nodes",
          "wckey",
          "wrap");

  private static final Map<Character, String> SHORT =
      Map.ofEntries(
          Map.entry('A', "account"),
          Map.entry('a', "array"),
          Map.entry('b', "begin"),
          Map.entry('B', "extra-node-info"),
          Map.entry('c', "cpus-per-task"),
          Map.entry('C', "constraint"),
          Map.entry('d', "dependency"),
          Map.entry('D', "chdir"),
          Map.entry('e', "error"),
          Map.entry('F', "nodefile"),
          Map.entry('G', "gpus"),
          Map.entry('h', "help"),
          Map.entry('H', "hold"),
          Map.entry('i', "input"),
          Map.entry('J', "job-name"),
          Map.entry('k', "no-kill"),
          Map.entry('L', "licenses"),
          Map.entry('m', "distribution"),
          Map.entry('M', "clusters"),
          Map.entry('n', "ntasks"),
          Map.entry('N', "nodes"),
          Map.entry('o', "output"),
          Map.entry('O', "overcommit"),
          Map.entry('p', "partition"),
          Map.entry('q', "qos"),
          Map.entry('Q', "quiet"),
          Map.entry('s', "oversubscribe"),
          Map.entry('S', "core-spec"),
          Map.entry('t', "time"),
          Map.entry('v', "verbose"),
          Map.entry('V', "version"),
          Map.entry('w', "nodelist"),
          Map.entry('W', "wait"),
          Map.entry('x', "exclude"));

  /** Whether and how an option takes a value. */
  enum Arity {
    NONE,
    OPTIONAL,
    REQUIRED,
    /** HPK does not know the option: perhaps a newer Slurm does. */
    UNKNOWN
  }

  private SbatchOptions() {}

  static Arity arity(String name) {
    if (BARE.contains(name)) {
      return Arity.NONE;
    }
    if (OPTIONAL.contains(name)) {
      return Arity.OPTIONAL;
    }
    return VALUED.contains(name) ? Arity.REQUIRED : Arity.UNKNOWN;
  }

  static Optional<String> longName(char shortName) {
    return Optional.ofNullable(SHORT.get(shortName));
  }

  /** Why the option is refused; empty when it is not. */
  static Optional<String> refusal(String name) {
    if (REFUSED.containsKey(name)) {
      return Optional.of(REFUSED.get(name));
    }
    if (arity(name) != Arity.UNKNOWN) {
      return Optional.empty();
    }
    // sbatch takes abbreviations: --job-na would be --job-name.
    return REFUSED.keySet().stream()
        .filter(refused -> refused.startsWith(name))
        .sorted()
        .findFirst()
        .map(refused -> "it may be short for --" + refused + ": " + REFUSED.get(refused));
  }
}
