package dev.hpk.local;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.CommandResult;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginContext;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.SchedulerAbility;
import dev.hpk.api.job.SubmitAttempt;
import dev.hpk.disk.Disk;
import dev.hpk.disk.WorkDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs jobs on this machine, each at once: there is no queue. */
final class LocalScheduler implements BatchScheduler {

  private final PluginContext context;
  private final Path root;
  private final LocalMachine machine;
  private final Object submitLock = new Object();

  LocalScheduler(PluginContext context, int maxJobs) {
    this.context = context;
    this.root = new WorkDirectory(context.workDirectory()).local();
    this.machine = new LocalMachine(maxJobs);
  }

  @Override
  public JobId submit(JobSpec job, SubmitAttempt attempt) {
    synchronized (submitLock) {
      Optional<LocalJob> known =
          all().stream().filter(other -> other.record().name().equals(job.name())).findFirst();
      if (known.isPresent()) {
        return known.get().id();
      }
      return start(job).id();
    }
  }

  private LocalJob start(JobSpec job) {
    if (!Files.exists(job.scriptFile())) {
      Disk.makeDirectory(job.directory());
      Disk.write(job.scriptFile(), script(job).getBytes(StandardCharsets.UTF_8), 0700);
    }
    long number = all().stream().mapToLong(known -> number(known.directory())).max().orElse(0) + 1;
    Path directory = root.resolve(String.valueOf(number));
    JobRecord record = JobRecord.of(job, context.clock().millis());
    Disk.makeDirectory(directory);
    Disk.write(directory.resolve("hold.sh"), HolderScript.bytes(), 0700);
    Disk.write(directory.resolve("job.json"), record.toJson(), 0600);
    HostCommand holder =
        HostCommand.of(
            "setsid",
            "--fork",
            "bash",
            directory.resolve("hold.sh").toString(),
            directory.toString(),
            job.scriptFile().toString(),
            job.directory().toString(),
            job.outputFile().toString(),
            String.valueOf(job.timeLimit() == null ? 0 : job.timeLimit().toSeconds()));
    CommandResult result = context.commands().run(holder);
    if (!result.succeeded()) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL, "job cannot be started: " + result.complaint());
    }
    return new LocalJob(directory, record);
  }

  @Override
  public Map<JobId, JobReport> query(Collection<JobId> jobs) {
    Map<JobId, JobReport> reports = new LinkedHashMap<>();
    for (JobId id : jobs) {
      LocalJob job = LocalJob.read(root.resolve(id.value()));
      if (job != null) {
        reports.put(id, report(job));
      }
    }
    return reports;
  }

  @Override
  public void cancel(JobId id, Duration grace) {
    LocalJob job = LocalJob.read(root.resolve(id.value()));
    if (job == null || report(job).state().isEnded()) {
      return;
    }
    // The holder reads it too: it may not have come up yet.
    String urgency = grace.isZero() ? "now" : "";
    Disk.write(
        job.directory().resolve("cancelled"), urgency.getBytes(StandardCharsets.US_ASCII), 0600);
    Long holder = job.holder();
    Long script = job.script();
    if (grace.isZero() && holder != null) {
      ProcessTable.session(holder).forEach(ProcessHandle::destroyForcibly);
    } else if (script != null) {
      ProcessHandle.of(script).ifPresent(ProcessHandle::destroy);
    }
  }

  @Override
  public Capacity capacity() {
    return machine.capacity();
  }

  @Override
  public List<JobReport> owned() {
    return all().stream()
        .filter(job -> job.record().owner().equals(context.owner()))
        .map(this::report)
        .filter(report -> !report.state().isEnded())
        .toList();
  }

  @Override
  public HostCommand enter(JobId job, String host, List<String> argv) {
    return HostCommand.of(argv);
  }

  @Override
  public Set<SchedulerAbility> abilities() {
    return Set.of(SchedulerAbility.ACCOUNTING, SchedulerAbility.ENTER, SchedulerAbility.TIME_LIMIT);
  }

  @Override
  public String version() {
    return "local " + System.getProperty("os.version");
  }

  private JobReport report(LocalJob job) {
    return job.report(context.clock().instant(), machine.name());
  }

  private List<LocalJob> all() {
    List<LocalJob> jobs = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return jobs;
    }
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(root, "[0-9]*")) {
      for (Path directory : directories) {
        LocalJob job = LocalJob.read(directory);
        if (job != null) {
          jobs.add(job);
        }
      }
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "jobs in " + root + " cannot be listed: " + e.getMessage(),
          e);
    }
    return jobs;
  }

  private static long number(Path directory) {
    return Long.parseLong(directory.getFileName().toString());
  }
}
