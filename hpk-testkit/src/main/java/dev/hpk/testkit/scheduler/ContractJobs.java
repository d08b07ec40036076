package dev.hpk.testkit.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.CommandResult;
import dev.hpk.api.HostCommand;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SubmitAttempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Small jobs for the contract, and what is awaited of them. */
final class ContractJobs {

  private static final Resources SMALL = new Resources(1000, 64L << 20, Map.of());
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final SchedulerSetup setup;
  private final List<JobId> submitted = new ArrayList<>();
  private BatchScheduler scheduler;

  ContractJobs(SchedulerSetup setup, BatchScheduler scheduler) {
    this.setup = setup;
    this.scheduler = scheduler;
  }

  /** A job whose script has this body. */
  JobSpec job(String body) {
    return job("job", body);
  }

  /** A job in a directory of this name, beneath one of its own. */
  JobSpec job(String directory, String body) {
    String name = JobSpec.NAME_PREFIX + UUID.randomUUID();
    String script = "#!/bin/bash\n" + body.stripTrailing() + "\n";
    return spec(
        name,
        setup.owner(),
        "default/test",
        setup.directory().resolve(name).resolve(directory),
        script);
  }

  JobSpec ownedBy(String owner, JobSpec job) {
    return spec(job.name(), owner, job.comment(), job.directory(), job.script());
  }

  JobSpec withComment(String comment, JobSpec job) {
    return spec(job.name(), job.owner(), comment, job.directory(), job.script());
  }

  JobId submit(JobSpec job) throws IOException {
    return submit(job, SubmitAttempt.FIRST);
  }

  /** Does what the kubelet does: writes the script, then submits it. */
  JobId submit(JobSpec job, SubmitAttempt attempt) throws IOException {
    Files.createDirectories(job.directory());
    Files.writeString(job.scriptFile(), scheduler.script(job));
    JobId id = scheduler.submit(job, attempt);
    submitted.add(id);
    return id;
  }

  JobReport report(JobId id) {
    JobReport report = scheduler.query(List.of(id)).get(id);
    assertThat(report).as("report of job %s", id).isNotNull();
    return Objects.requireNonNull(report);
  }

  JobReport awaitEnd(JobId id) {
    return await(id, "has ended", report -> report.state().isEnded());
  }

  JobReport await(JobId id, JobState state) {
    return await(id, "is " + state, report -> report.state() == state);
  }

  private JobReport await(JobId id, String what, Predicate<JobReport> condition) {
    AtomicReference<JobReport> last = new AtomicReference<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(INTERVAL)
        .untilAsserted(
            () -> {
              last.set(report(id));
              assertThat(last.get()).matches(condition, what);
            });
    return Objects.requireNonNull(last.get());
  }

  void awaitFile(JobSpec job, String name) {
    Path file = job.directory().resolve(name);
    Awaitility.await(file.toString())
        .atMost(PATIENCE)
        .pollInterval(INTERVAL)
        .until(() -> Files.exists(file));
  }

  JobId unknown() {
    return setup.unknown();
  }

  CommandResult run(HostCommand command) {
    return setup.commands().run(command);
  }

  /** Waits until no process of the job holds a lock (flock(1)) on this file of its directory. */
  void awaitUnlocked(JobSpec job, String name) {
    String file = job.directory().resolve(name).toString();
    assertThat(run(HostCommand.of("flock", "--wait", "50", file, "true")).exitCode())
        .as("a process of the job still holds %s", file)
        .isZero();
  }

  /** The scheduler that takes over after the last one was closed. */
  BatchScheduler renew() {
    scheduler = setup.factory().get();
    return scheduler;
  }

  /** Returns when they are gone: what they write must not meet the removal of their directories. */
  void killAll() {
    submitted.forEach(id -> scheduler.cancel(id, Duration.ZERO));
    Awaitility.await("the end of the jobs")
        .atMost(PATIENCE)
        .pollInterval(INTERVAL)
        .until(
            () ->
                scheduler.query(submitted).values().stream()
                    .allMatch(report -> report.state().isEnded()));
  }

  private static JobSpec spec(
      String name, String owner, String comment, Path directory, String script) {
    return new JobSpec(
        name,
        owner,
        comment,
        directory,
        script,
        List.of(),
        List.of(),
        SMALL,
        null,
        Duration.ofSeconds(10),
        Map.of());
  }
}
