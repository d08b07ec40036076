package dev.hpk.slurm;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A job's script with Slurm's directives and the site's own lines behind its first line. Pure.
 *
 * <p>The environment: sbatch gets none of the kubelet's but what {@link dev.hpk.api.CommandRunner}
 * lets through, and hands on all it gets. A list of names or {@code --export=NONE} would do the
 * same more strictly, but makes the host read the user's login files first (seen with 22.05), which
 * takes seconds on many sites.
 *
 * <p>The time: Slurm's limit is only the net behind the supervisor, which ends a pod to the second.
 * It is the pod's limit, the grace period, the margin and the minute by which Slurm may send the
 * signal early (sbatch(1), --signal), rounded up to minutes.
 */
final class JobScript {

  private static final Duration SIGNAL_EARLY = Duration.ofSeconds(60);
  private static final int LONGEST_SIGNAL_TIME = 65_535;
  private static final long MEBIBYTE = 1L << 20;
  private static final int LONGEST_COMMENT = 200;
  private static final Set<String> MEMORY = Set.of("mem", "mem-per-cpu", "mem-per-gpu");
  private static final Set<String> TASKS =
      Set.of(
          "nodes",
          "ntasks",
          "ntasks-per-node",
          "ntasks-per-core",
          "ntasks-per-socket",
          "ntasks-per-gpu");

  private final SlurmConfig config;
  private final JobSpec job;
  private final List<SbatchOption> flags;

  /**
   * @throws PodRefusedException when the flags are not acceptable, or no generic resource is named
   *     for something that the pod asks for
   */
  JobScript(SlurmConfig config, JobSpec job) {
    this.config = config;
    this.job = job;
    this.flags = flags(job);
  }

  /** What every comment of this kubelet's jobs begins with. */
  static String mark(String owner) {
    return "hpk:" + owner + ":";
  }

  String text() {
    int end = job.script().indexOf('\n') + 1;
    if (!job.script().startsWith("#!") || end == 0) {
      throw new IllegalArgumentException("script of " + job.name() + " has no first line with #!");
    }
    StringBuilder text = new StringBuilder(job.script().substring(0, end));
    options().forEach(option -> text.append(option.directive()).append('\n'));
    text.append("HPK_JOB=${SLURM_JOB_ID:-} HPK_HOST=${SLURMD_NODENAME:-}\n");
    config.prelude().forEach(line -> text.append(line).append('\n'));
    return text.append(job.script(), end, job.script().length()).toString();
  }

  /** Every option once; the pod's flags win over the site's, and both over HPK's. */
  List<SbatchOption> options() {
    List<SbatchOption> options = new ArrayList<>();
    options.add(new SbatchOption("job-name", job.name()));
    options.add(new SbatchOption("comment", mark(job.owner()) + printable(job.comment())));
    options.add(new SbatchOption("chdir", path(job.directory().toString())));
    // Slurm replaces %j and the like in this one, and an absolute %% is a percent sign.
    options.add(new SbatchOption("output", path(job.outputFile().toString()).replace("%", "%%")));
    options.add(new SbatchOption("open-mode", "append"));
    options.add(new SbatchOption("no-requeue", null));
    options.add(new SbatchOption("export", "ALL"));
    options.add(new SbatchOption("signal", "B:TERM@" + signalTime()));
    List<SbatchOption> asked = new ArrayList<>(config.defaults());
    asked.removeIf(option -> overridden(option, flags));
    asked.addAll(flags);
    for (SbatchOption option : resources()) {
      if (!overridden(option, asked)) {
        options.add(option);
      }
    }
    options.addAll(asked);
    return options;
  }

  private List<SbatchOption> resources() {
    List<SbatchOption> options = new ArrayList<>();
    Resources resources = job.resources();
    options.add(new SbatchOption("nodes", "1"));
    options.add(new SbatchOption("ntasks", "1"));
    long cpus = resources.wholeCpus();
    if (cpus > 0) {
      options.add(new SbatchOption("cpus-per-task", String.valueOf(cpus)));
    }
    if (resources.memoryBytes() > 0) {
      addMemory(options, resources.memoryBytes(), Math.max(1, cpus));
    }
    if (!resources.extended().isEmpty()) {
      String gres = gres(resources.extended());
      if (!gres.isEmpty()) {
        options.add(new SbatchOption("gres", gres));
      }
    }
    long minutes = minutes();
    if (minutes > 0) {
      options.add(new SbatchOption("time", String.valueOf(minutes)));
    }
    return options;
  }

  private void addMemory(List<SbatchOption> options, long bytes, long cpus) {
    switch (config.memory()) {
      case TOTAL -> options.add(new SbatchOption("mem", mebibytes(bytes) + "M"));
      case PER_CPU ->
          options.add(new SbatchOption("mem-per-cpu", mebibytes((bytes + cpus - 1) / cpus) + "M"));
      case NONE -> {}
    }
  }

  private String gres(Map<String, Long> extended) {
    List<PodRefusedException.Refusal> refusals = new ArrayList<>();
    Map<String, Long> counts = new TreeMap<>();
    new TreeMap<>(extended)
        .forEach(
            (resource, count) -> {
              String gres = config.gres().get(resource);
              if (gres == null) {
                refusals.add(
                    new PodRefusedException.Refusal(
                        "spec.containers[*].resources",
                        "ask for a resource for which the scheduler's setting 'gres' names"
                            + " nothing: "
                            + resource));
              } else if (count > 0) {
                counts.merge(gres, count, Long::sum);
              }
            });
    if (!refusals.isEmpty()) {
      throw new PodRefusedException(refusals);
    }
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /** 0 when neither the pod nor the site sets a limit. */
  private long minutes() {
    Duration limit = config.timeLimit();
    if (job.timeLimit() != null) {
      limit = job.timeLimit().plusSeconds(signalTime()).plus(SIGNAL_EARLY);
    }
    return limit == null ? 0 : Math.max(1, (limit.toSeconds() + 59) / 60);
  }

  private long signalTime() {
    long seconds = job.grace().plus(config.stopMargin()).toSeconds();
    return Math.min(Math.max(1, seconds), LONGEST_SIGNAL_TIME);
  }

  private static boolean overridden(SbatchOption option, List<SbatchOption> by) {
    return by.stream()
        .map(SbatchOption::name)
        .anyMatch(
            name ->
                name.equals(option.name())
                    || (MEMORY.contains(name) && MEMORY.contains(option.name()))
                    || (TASKS.contains(name) && TASKS.contains(option.name())));
  }

  private static List<SbatchOption> flags(JobSpec job) {
    String text = job.annotations().get(SlurmFlags.ANNOTATION);
    if (text == null) {
      return List.of();
    }
    try {
      return SlurmFlags.parse(text);
    } catch (IllegalArgumentException e) {
      throw new PodRefusedException(
          "metadata.annotations[" + SlurmFlags.ANNOTATION + "]", String.valueOf(e.getMessage()));
    }
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }

  private static String path(String path) {
    if (path.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("directory has control characters: " + path);
    }
    return path;
  }

  private static String printable(String comment) {
    String clean = comment.replaceAll("[^A-Za-z0-9._/:@+-]", "_");
    return clean.substring(0, Math.min(clean.length(), LONGEST_COMMENT));
  }
}
