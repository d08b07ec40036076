package dev.hpk.slurm;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginContext;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SchedulerAbility;
import dev.hpk.api.job.SubmitAttempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Slurm by its command line. */
final class SlurmScheduler implements BatchScheduler {

  private final SlurmConfig config;
  private final String owner;
  private final SlurmCommand slurm;
  private final Submission submission;
  private final JobBook jobs;

  SlurmScheduler(SlurmConfig config, PluginContext context) {
    this.config = config;
    this.owner = context.owner();
    this.slurm = new SlurmCommand(config, context.commands());
    this.submission = new Submission(config, slurm);
    this.jobs = new JobBook(slurm, context.clock());
  }

  @Override
  public JobId submit(JobSpec job, SubmitAttempt attempt) {
    writeScriptIfMissing(job);
    return switch (attempt) {
      case FIRST -> submission.first(job);
      case REPEATED -> submission.repeated(job);
    };
  }

  @Override
  public Map<JobId, JobReport> query(Collection<JobId> asked) {
    return jobs.query(asked);
  }

  @Override
  public void cancel(JobId job, Duration grace) {
    if (grace.isZero()) {
      Scancel.atOnce(slurm, job);
      return;
    }
    Scancel.gently(slurm, job);
  }

  @Override
  public Capacity capacity() {
    Resources total = Resources.NONE;
    Resources largest = Resources.NONE;
    Map<String, Integer> states = new TreeMap<>();
    int usable = 0;
    for (Sinfo.Host host : Sinfo.parse(slurm.ask(Sinfo.arguments(config.partition())))) {
      states.merge("hosts-" + host.stateWord(), 1, Integer::sum);
      if (host.usable()) {
        usable++;
        total = total.plus(host.resources(config.gres()));
        largest = largest.max(host.resources(config.gres()));
      }
    }
    Map<String, String> detail = new TreeMap<>();
    states.forEach((state, count) -> detail.put(state, String.valueOf(count)));
    return new Capacity(total, total, config.maxJobs(), usable, largest, detail);
  }

  /** Flags may name another partition, constraint or number of hosts. */
  @Override
  public boolean choosesHosts(Map<String, String> annotations) {
    return annotations.containsKey(SlurmFlags.ANNOTATION);
  }

  @Override
  public List<JobReport> owned() {
    String mark = JobScript.mark(owner);
    return Squeue.list(slurm).stream()
        .filter(entry -> entry.report().name().startsWith(JobSpec.NAME_PREFIX))
        .filter(entry -> entry.comment().startsWith(mark))
        .map(QueueEntry::report)
        .filter(report -> !report.state().isEnded())
        .toList();
  }

  @Override
  public String script(JobSpec job) {
    return new JobScript(config, job).text();
  }

  @Override
  public HostCommand enter(JobId job, String host, List<String> argv) {
    if (config.ssh() != null) {
      return HostCommand.of(config.ssh().arguments(host, argv));
    }
    return slurm.describe(Srun.arguments(job, host, argv));
  }

  @Override
  public Set<SchedulerAbility> abilities() {
    Set<SchedulerAbility> abilities = EnumSet.allOf(SchedulerAbility.class);
    if (config.memory() == SlurmConfig.Memory.NONE) {
      abilities.remove(SchedulerAbility.MEMORY_LIMIT);
    }
    return abilities;
  }

  @Override
  public String version() {
    return Sinfo.parseVersion(slurm.ask(Sinfo.versionArguments()));
  }

  private void writeScriptIfMissing(JobSpec job) {
    if (Files.exists(job.scriptFile())) {
      return;
    }
    try {
      Files.createDirectories(
          job.directory(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(job.scriptFile(), script(job));
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL, "job script cannot be written: " + job.scriptFile(), e);
    }
  }
}
