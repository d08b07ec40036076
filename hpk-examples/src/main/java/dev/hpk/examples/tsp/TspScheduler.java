package dev.hpk.examples.tsp;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.CommandResult;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SchedulerAbility;
import dev.hpk.api.job.SubmitAttempt;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jobs in the queue of Task Spooler, on this machine. */
final class TspScheduler implements BatchScheduler {

  /** $1 directory, $2 script, $3 output. In place of this shell, so that a signal reaches it. */
  private static final String START =
      "cd -- \"$1\" && unset OLDPWD && exec /bin/bash -- \"$2\" </dev/null >>\"$3\" 2>&1";

  /** $1… numbers: what is known of each, a record separator before each; gone ones are empty. */
  private static final String INFO = "for n; do printf '\\036'; tsp -i \"$n\"; done 2>/dev/null; :";

  private final Tsp tsp;
  private final int slots;
  private final String owner;

  TspScheduler(Tsp tsp, int slots, String owner) {
    this.tsp = tsp;
    this.slots = slots;
    this.owner = owner;
  }

  @Override
  public synchronized JobId submit(JobSpec job, SubmitAttempt attempt) {
    Optional<JobId> known = attempt == SubmitAttempt.REPEATED ? find(job.name()) : Optional.empty();
    if (known.isPresent()) {
      return known.get();
    }
    tsp.run(List.of("tsp", "-S", String.valueOf(slots)));
    tsp.run(
        List.of(
            "tsp",
            "-n",
            "-L",
            TspJob.label(job.owner(), job.name()),
            "bash",
            "-c",
            START,
            "bash",
            job.directory().toString(),
            job.scriptFile().toString(),
            job.outputFile().toString()));
    return find(job.name())
        .orElseThrow(
            () -> new HpkException(HpkException.Kind.EXTERNAL, "tsp did not queue " + job.name()));
  }

  private Optional<JobId> find(String name) {
    return listed().stream().filter(job -> job.name().equals(name)).findFirst().map(TspJob::id);
  }

  private List<TspJob> listed() {
    return TspJob.parse(tsp.run(List.of("tsp", "-l")));
  }

  @Override
  public Map<JobId, JobReport> query(Collection<JobId> ids) {
    Set<JobId> wanted = Set.copyOf(ids);
    return wanted.isEmpty()
        ? Map.of()
        : reports(listed().stream().filter(job -> wanted.contains(job.id())).toList());
  }

  private Map<JobId, JobReport> reports(List<TspJob> jobs) {
    List<String> command =
        Stream.concat(Stream.of("bash", "-c", INFO, "bash"), jobs.stream().map(TspJob::number))
            .toList();
    String[] infos = tsp.run(command).split("\u001e", -1);
    Map<JobId, JobReport> reports = new LinkedHashMap<>();
    String host = host();
    for (int index = 0; index < jobs.size(); index++) {
      String info = infos[index + 1];
      if (!info.isBlank()) {
        reports.put(jobs.get(index).id(), jobs.get(index).report(info, host));
      }
    }
    return reports;
  }

  private String host() {
    return tsp.run(List.of("uname", "-n")).strip().replaceFirst("\\..*", "");
  }

  @Override
  public void cancel(JobId id, Duration grace) {
    Optional<TspJob> job = listed().stream().filter(known -> known.id().equals(id)).findFirst();
    JobReport report = query(List.of(id)).get(id);
    if (job.isEmpty() || report == null || report.state().isEnded()) {
      return;
    }
    String number = job.get().number();
    List<String> command =
        report.state() == JobState.PENDING
            ? List.of("tsp", "-r", number)
            : signal(tsp.run(List.of("tsp", "-p", number)).strip(), grace);
    CommandResult result = tsp.tryRun(command);
    JobReport after = result.succeeded() ? null : query(List.of(id)).get(id);
    if (after != null && !after.state().isEnded()) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL, "job " + id + " was not cancelled: " + result.complaint());
    }
  }

  /** To the script alone; or to all, as the script leads a session. */
  private static List<String> signal(String pid, Duration grace) {
    return grace.isZero() ? List.of("pkill", "-KILL", "-s", pid) : List.of("kill", "-TERM", pid);
  }

  @Override
  public Capacity capacity() {
    String memory =
        tsp.run(List.of("sed", "-n", "s/^MemTotal: *\\([0-9]*\\) kB$/\\1/p", "/proc/meminfo"));
    Resources all =
        new Resources(
            Runtime.getRuntime().availableProcessors() * 1000L,
            Long.parseLong(memory.strip()) << 10,
            Map.of());
    return new Capacity(all, all, slots, 1, all, Map.of());
  }

  @Override
  public List<JobReport> owned() {
    List<TspJob> own = listed().stream().filter(job -> job.owner().equals(owner)).toList();
    return reports(own).values().stream().filter(report -> !report.state().isEnded()).toList();
  }

  @Override
  public String script(JobSpec job) {
    int end = job.script().indexOf('\n') + 1;
    return job.script().substring(0, end)
        + "HPK_JOB=%s HPK_HOST=${HOSTNAME%%%%.*}\n".formatted(job.name())
        + job.script().substring(end);
  }

  @Override
  public HostCommand enter(JobId job, String host, List<String> argv) {
    return HostCommand.of(argv);
  }

  @Override
  public Set<SchedulerAbility> abilities() {
    return Set.of(SchedulerAbility.ENTER);
  }

  @Override
  public String version() {
    return tsp.run(List.of("tsp", "-V"))
        .lines()
        .limit(1)
        .map(line -> line.replaceFirst(" - .*", "").replaceFirst("^Task Spooler ", "tsp "))
        .collect(Collectors.joining());
  }
}
