package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SubmitAttempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What only the real Slurm can show. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class SlurmSchedulerIT {

  private static final Resources SMALL = new Resources(1000, 64L << 20, Map.of());
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;

  private final AtomicInteger commands = new AtomicInteger();
  private final SlurmScheduler scheduler = scheduler(Map.of());
  private final List<JobId> submitted = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() {
    submitted.forEach(job -> scheduler.cancel(job, Duration.ZERO));
  }

  @Test
  void a_job_that_waits_leaves_the_queue_and_never_starts() throws IOException {
    JobSpec job = job("touch ran", "--hold");
    JobId id = submit(job);
    assertThat(report(id).state()).isEqualTo(JobState.HELD);
    assertThat(report(id).reason()).isEqualTo("JobHeldUser");

    scheduler.cancel(id, Duration.ofSeconds(30));

    JobReport report = awaitEnd(id);
    assertThat(report.state()).isEqualTo(JobState.CANCELLED);
    assertThat(report.started()).isNull();
    assertThat(report.exit()).isEmpty();
    assertThat(job.directory().resolve("ran")).doesNotExist();
  }

  @Test
  void a_job_that_waits_is_killed_as_well() throws IOException {
    JobId id = submit(job("true", "--hold"));

    scheduler.cancel(id, Duration.ZERO);

    assertThat(awaitEnd(id).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void before_its_time_is_over_the_script_gets_term() throws IOException {
    // The limit is a minute and the signal may come as early as at once.
    JobSpec job = job("trap 'echo term >how; exit 7' TERM; sleep 200 & wait", "--time=1");

    JobReport report = awaitEnd(submit(job));

    assertThat(report.exit()).hasValue(7);
    assertThat(job.directory().resolve("how")).hasContent("term\n");
  }

  @Test
  void a_job_that_outlives_its_time_limit_is_timed_out() throws IOException {
    JobSpec job = job("trap '' TERM; while :; do sleep 1; done", "--time=1");

    JobReport report = awaitEnd(submit(job), Duration.ofMinutes(3));

    assertThat(report.state()).isEqualTo(JobState.TIMEOUT);
    assertThat(report.reason()).isEqualTo("TimeLimit");
    assertThat(report.exit()).isEmpty();
  }

  @Test
  void a_job_that_needs_more_memory_than_it_has_is_out_of_memory() throws IOException {
    JobReport report = awaitEnd(submit(job("exec tail /dev/zero", "")));

    // Without cgroups, as the testbed is on some machines, Slurm kills it and calls it failed.
    assertThat(report.state()).isIn(JobState.OUT_OF_MEMORY, JobState.FAILED);
    assertThat(report.exit().orElse(1)).isNotZero();
  }

  @Test
  void a_job_whose_dependency_is_never_satisfied_is_held_for_that_reason() throws IOException {
    JobId failed = submit(job("exit 1", ""));
    awaitEnd(failed);
    JobId id = submit(job("true", "--dependency=afterok:" + failed));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(report(id).state()).isEqualTo(JobState.HELD);
              assertThat(report(id).reason()).isEqualTo("DependencyNeverSatisfied");
            });
  }

  @Test
  void a_job_whose_answer_was_lost_is_found_by_its_name() throws IOException {
    JobSpec job = job("sleep 120", "");
    JobId lost = submit(job);

    assertThat(scheduler(Map.of()).submit(job, SubmitAttempt.REPEATED)).isEqualTo(lost);
  }

  @Test
  void a_job_that_was_accepted_although_sbatch_was_killed_is_not_submitted_twice()
      throws IOException {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String command : List.of("squeue", "sacct", "scancel")) {
      Files.createSymbolicLink(bin.resolve(command), Path.of("/usr/bin", command));
    }
    Path sbatch = bin.resolve("sbatch");
    Files.writeString(
        sbatch, "#!/bin/bash\n/usr/bin/sbatch \"$@\" >\"${0%/*}/answer\"\nexec sleep 300\n");
    Files.setPosixFilePermissions(sbatch, PosixFilePermissions.fromString("rwx------"));
    SlurmScheduler slow = scheduler(Map.of("commands", bin.toString(), "submitTimeout", "5s"));
    JobSpec job = job("sleep 120", "");

    assertThatThrownBy(() -> submit(slow, job))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL));
    JobId found = slow.submit(job, SubmitAttempt.REPEATED);
    submitted.add(found);

    assertThat(bin.resolve("answer")).hasContent(found + "\n");
    assertThat(scheduler.owned())
        .filteredOn(report -> report.name().equals(job.name()))
        .extracting(JobReport::id)
        .containsExactly(found);
  }

  @Test
  void of_two_jobs_of_one_name_one_is_left() throws IOException {
    JobSpec job = job("sleep 120", "");
    JobId first = submit(job);
    await().atMost(PATIENCE).until(() -> report(first).state() == JobState.RUNNING);
    JobId second = submit(job);

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(first);

    assertThat(awaitEnd(second).state()).isIn(JobState.CANCELLED, JobState.FAILED);
    assertThat(report(first).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void two_hundred_jobs_are_told_by_one_command() throws IOException {
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ids.add(submit(job("true", "--hold")));
    }
    int before = commands.get();

    Map<JobId, JobReport> reports = scheduler.query(ids);

    assertThat(commands.get() - before).isEqualTo(1);
    assertThat(reports).containsOnlyKeys(ids);
    assertThat(reports.values()).allMatch(report -> report.state() == JobState.HELD);
  }

  @Test
  void accounting_remembers_a_job_that_the_queue_forgot() throws IOException {
    JobSpec job = job("exit 11", "");
    JobId id = submit(job);
    awaitEnd(id);

    // A queue that knows nothing, and the real accounting.
    CommandRunner forgetful =
        command ->
            command.argv().get(0).equals("squeue")
                ? new CommandResult(0, "", "")
                : SlurmTestbed.commands().run(command);
    SlurmScheduler other =
        new SlurmScheduler(
            SlurmConfig.ofDefaults(), TestJobs.context(forgetful, Clock.systemUTC()));

    JobReport report =
        await()
            .atMost(PATIENCE)
            .until(
                () -> other.query(List.of(id)).get(id), it -> it != null && it.state().isEnded());
    assertThat(report.exit()).hasValue(11);
    assertThat(report.name()).isEqualTo(job.name());
    assertThat(other.submit(job, SubmitAttempt.REPEATED)).isEqualTo(id);
  }

  @Test
  void what_slurm_refuses_is_told_in_its_own_words() {
    assertRefused("--partition=nope", "invalid partition specified: nope");
    assertRefused("--constraint=nope", "Invalid feature specification");
    assertRefused("--reservation=nope", "Requested reservation is invalid");
    assertRefused("--gres=gpu:9", "Requested node configuration is not available");
    assertRefused("--frobnicate=1", "unrecognized option");
    assertRefused("--time=soon", "Invalid --time specification");
  }

  @Test
  void a_controller_that_does_not_answer_is_an_outage_for_every_call() throws IOException {
    Path conf = directory.resolve("slurm.conf");
    Files.writeString(
        conf,
        Files.readString(Path.of("/etc/slurm/slurm.conf"))
            .replaceFirst("(?m)^SlurmctldPort=.*$", "SlurmctldPort=16999")
            .replaceFirst("(?m)^MessageTimeout=.*$", "MessageTimeout=2"));
    SlurmScheduler away = scheduler(Map.of("environment", Map.of("SLURM_CONF", conf.toString())));
    JobId id = new JobId("1");

    assertAway(() -> submit(away, job("true", "")));
    assertAway(() -> away.submit(job("true", ""), SubmitAttempt.REPEATED));
    assertAway(() -> away.query(List.of(id)));
    assertAway(() -> away.cancel(id, Duration.ofSeconds(30)));
    assertAway(() -> away.cancel(id, Duration.ZERO));
    assertAway(away::capacity);
    assertAway(away::owned);
  }

  @Test
  void values_with_quotes_and_spaces_reach_slurm_as_they_are() throws IOException {
    String value = "it's a \"q\" #1 \\ $(id)";
    JobId id = submit(job("true", "--hold --wckey='it'\\''s a \"q\" #1 \\ $(id)'"));

    CommandResult shown =
        SlurmTestbed.commands()
            .run(
                HostCommand.of(
                    "squeue", "--me", "--noheader", "--jobs=" + id, "--Format=wckey:60"));

    assertThat(shown.stdout().strip()).isEqualTo(value);
  }

  @Test
  void capacity_is_that_of_the_cluster_and_of_its_partition() {
    Capacity all = scheduler.capacity();
    Capacity gpu = scheduler(Map.of("partition", "gpu")).capacity();

    assertThat(all.hosts()).isEqualTo(4);
    assertThat(all.total())
        .isEqualTo(new Resources(4 * 64_000L, (4 * 64_000L) << 20, Map.of("nvidia.com/gpu", 16L)));
    assertThat(all.largestHost())
        .isEqualTo(new Resources(64_000, 64_000L << 20, Map.of("nvidia.com/gpu", 4L)));
    assertThat(gpu.hosts()).isEqualTo(2);
  }

  @Test
  void gpus_and_other_resources_are_asked_for() throws IOException {
    SlurmScheduler site = scheduler(Map.of("gres", Map.of("example.com/license", "license")));
    JobSpec job =
        job(
            "echo \"$SLURM_GPUS_ON_NODE|$SLURM_CPUS_PER_TASK|$SLURM_MEM_PER_NODE\" >got",
            "",
            new Resources(
                1500, 100L << 20, Map.of("nvidia.com/gpu", 2L, "example.com/license", 3L)));

    JobReport report = awaitEnd(submit(site, job));

    assertThat(report.exit()).hasValue(0);
    assertThat(job.directory().resolve("got")).content().isEqualTo("2|2|100\n");
  }

  @Test
  void the_sites_prelude_runs_first() throws IOException {
    SlurmScheduler site = scheduler(Map.of("prelude", List.of("site=here")));
    JobSpec job = job("echo $site >where", "");

    awaitEnd(submit(site, job));

    assertThat(job.directory().resolve("where")).hasContent("here\n");
  }

  @Test
  void a_job_with_several_hosts_names_them_all_and_runs_on_the_first() throws IOException {
    JobSpec job = job("echo $HPK_HOST >host", "-N2");

    JobReport report = awaitEnd(submit(job));

    assertThat(report.hosts()).hasSize(2);
    assertThat(job.directory().resolve("host")).hasContent(report.firstHost().orElseThrow() + "\n");
  }

  private SlurmScheduler scheduler(Map<String, ?> config) {
    CommandRunner counting =
        command -> {
          commands.incrementAndGet();
          return SlurmTestbed.commands().run(command);
        };
    return new SlurmScheduler(
        SlurmConfig.read(new PluginConfig("schedulers.slurm", config)),
        TestJobs.context(counting, Clock.systemUTC()));
  }

  private JobSpec job(String body, String flags) {
    return job(body, flags, SMALL);
  }

  private JobSpec job(String body, String flags, Resources resources) {
    String name = JobSpec.NAME_PREFIX + UUID.randomUUID();
    return new JobSpec(
        name,
        SlurmTestbed.OWNER,
        "default/test",
        directory.resolve(name),
        "#!/bin/bash\n" + body + "\n",
        List.of(),
        List.of(),
        resources,
        null,
        Duration.ofSeconds(10),
        Map.of(SlurmFlags.ANNOTATION, flags));
  }

  private JobId submit(JobSpec job) throws IOException {
    return submit(scheduler, job);
  }

  private JobId submit(SlurmScheduler by, JobSpec job) throws IOException {
    Files.createDirectories(job.directory());
    Files.writeString(job.scriptFile(), by.script(job));
    JobId id = by.submit(job, SubmitAttempt.FIRST);
    submitted.add(id);
    return id;
  }

  private JobReport report(JobId id) {
    JobReport report = scheduler.query(List.of(id)).get(id);
    assertThat(report).as("report of job %s", id).isNotNull();
    return report;
  }

  private JobReport awaitEnd(JobId id) {
    return awaitEnd(id, PATIENCE);
  }

  private JobReport awaitEnd(JobId id, Duration patience) {
    return await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> report(id), report -> report.state().isEnded());
  }

  private void assertRefused(String flags, String text) {
    assertThatThrownBy(() -> submit(job("true", flags)))
        .hasMessageContaining(text)
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.USER));
  }

  private static void assertAway(ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasMessageContaining("Unable to contact slurm controller")
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL));
  }
}
