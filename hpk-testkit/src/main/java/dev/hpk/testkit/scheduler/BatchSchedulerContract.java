package dev.hpk.testkit.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.CommandResult;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.api.job.SchedulerAbility;
import dev.hpk.api.job.SubmitAttempt;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BatchScheduler} must do, tried with real jobs. A plugin's own test extends it;
 * where a scheduler deviates, it overrides the test and says why.
 *
 * <p>The jobs are scripts of a few lines that use one CPU and 64 MiB for seconds.
 */
public abstract class BatchSchedulerContract {

  /** Variables that a job may have in common with the process that submits it. */
  private static final Set<String> SHARED =
      Set.of(
          "PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "SHELL", "SHLVL", "PWD", "OLDPWD",
          "_");

  private static final Duration GRACE = Duration.ofSeconds(30);

  private ContractJobs jobs;
  private BatchScheduler scheduler;

  /** Makes the tests' surroundings; called before each test. */
  protected abstract SchedulerSetup setup() throws Exception;

  @BeforeEach
  final void prepare() throws Exception {
    SchedulerSetup setup = setup();
    scheduler = setup.factory().get();
    jobs = new ContractJobs(setup, scheduler);
  }

  @AfterEach
  final void leaveNothingBehind() {
    jobs.killAll();
    scheduler.close();
  }

  @Test
  void a_job_runs_in_its_directory_and_its_output_lands_there() throws Exception {
    JobSpec job = jobs.job("pwd; echo oops >&2");

    JobReport report = jobs.awaitEnd(jobs.submit(job));

    assertThat(report.state()).isEqualTo(JobState.COMPLETED);
    assertThat(report.exit()).hasValue(0);
    assertThat(report.signal()).isNull();
    assertThat(report.name()).isEqualTo(job.name());
    assertThat(Files.readAllLines(job.outputFile()))
        .contains(job.directory().toRealPath().toString(), "oops");
  }

  @Test
  void a_report_of_an_ended_job_has_host_and_times_in_order() throws Exception {
    JobReport report = jobs.awaitEnd(jobs.submit(jobs.job("true")));

    assertThat(report.hosts()).hasSize(1);
    assertThat(report.submitted()).isNotNull();
    assertThat(report.started()).isNotNull().isAfterOrEqualTo(report.submitted());
    assertThat(report.ended()).isNotNull().isAfterOrEqualTo(report.started());
  }

  @Test
  void an_exit_code_is_told() throws Exception {
    JobReport report = jobs.awaitEnd(jobs.submit(jobs.job("exit 3")));

    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.exit()).hasValue(3);
  }

  @Test
  void a_signal_that_ended_the_script_is_told() throws Exception {
    JobReport report = jobs.awaitEnd(jobs.submit(jobs.job("kill -9 $$")));

    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.signal()).isEqualTo(9);
  }

  @Test
  void the_job_knows_its_id_and_its_host() throws Exception {
    JobSpec job = jobs.job("printf '%s %s\\n' \"$HPK_JOB\" \"$HPK_HOST\" >known");

    JobId id = jobs.submit(job);
    JobReport report = jobs.awaitEnd(id);

    assertThat(job.directory().resolve("known"))
        .hasContent(id + " " + report.firstHost().orElse("?") + "\n");
  }

  @Test
  void nothing_of_the_submitters_environment_enters_the_job() throws Exception {
    JobSpec job = jobs.job("env -0 >environment");

    jobs.awaitEnd(jobs.submit(job));

    Set<String> leaked = new TreeSet<>();
    for (String variable : Files.readString(job.directory().resolve("environment")).split("\0")) {
      String name = variable.replaceFirst("(?s)=.*", "");
      if (!SHARED.contains(name) && variable.equals(name + "=" + System.getenv(name))) {
        leaked.add(name);
      }
    }
    assertThat(leaked).isEmpty();
  }

  @Test
  void a_running_job_is_told_as_running_with_its_host() throws Exception {
    JobSpec job = jobs.job("touch started; sleep 120");
    JobId id = jobs.submit(job);

    jobs.awaitFile(job, "started");
    JobReport report = jobs.await(id, JobState.RUNNING);

    assertThat(report.hosts()).hasSize(1);
    assertThat(report.exit()).isEmpty();
    assertThat(report.ended()).isNull();
  }

  @Test
  void a_repeated_attempt_finds_the_job_that_runs() throws Exception {
    JobSpec job = jobs.job("sleep 120");
    JobId id = jobs.submit(job);

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(id);
  }

  @Test
  void a_repeated_attempt_finds_the_job_that_ended() throws Exception {
    JobSpec job = jobs.job("echo ran >>runs");
    JobId id = jobs.submit(job);
    jobs.awaitEnd(id);

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(id);
    assertThat(job.directory().resolve("runs")).hasContent("ran\n");
  }

  @Test
  void a_repeated_attempt_submits_a_job_that_nobody_knows() throws Exception {
    JobSpec job = jobs.job("exit 4");

    JobId id = jobs.submit(job, SubmitAttempt.REPEATED);

    assertThat(jobs.awaitEnd(id).exit()).hasValue(4);
  }

  @Test
  void many_jobs_are_told_in_one_answer() throws Exception {
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(jobs.submit(jobs.job("sleep 120")));
    }

    assertThat(scheduler.query(ids)).containsOnlyKeys(ids);
  }

  @Test
  void asking_for_no_job_has_an_empty_answer() {
    assertThat(scheduler.query(List.of())).isEmpty();
  }

  @Test
  void an_unknown_job_is_missing_in_the_answer_and_does_not_disturb_the_others() throws Exception {
    JobId id = jobs.submit(jobs.job("sleep 120"));

    assertThat(scheduler.query(List.of(id, jobs.unknown()))).containsOnlyKeys(id);
    assertThat(scheduler.query(List.of(jobs.unknown()))).isEmpty();
  }

  @Test
  void a_cancel_with_grace_gives_the_script_time_to_end_in_order() throws Exception {
    JobSpec job = jobs.job("trap 'echo ended >how; exit 7' TERM; touch started; sleep 120 & wait");
    JobId id = jobs.submit(job);
    jobs.awaitFile(job, "started");
    jobs.await(id, JobState.RUNNING);

    scheduler.cancel(id, GRACE);

    assertThat(jobs.awaitEnd(id).state()).isNotEqualTo(JobState.COMPLETED);
    assertThat(job.directory().resolve("how")).hasContent("ended\n");
  }

  @Test
  void a_cancel_with_grace_reaches_the_script_and_no_other_process() throws Exception {
    JobSpec job =
        jobs.job(
            """
            (trap 'echo child >child' TERM; touch started; sleep 3 & wait; wait) &
            child=$!
            trap 'wait $child; exit 7' TERM
            wait
            """);
    JobId id = jobs.submit(job);
    jobs.awaitFile(job, "started");
    jobs.await(id, JobState.RUNNING);

    scheduler.cancel(id, GRACE);

    jobs.awaitEnd(id);
    assertThat(job.directory().resolve("child")).doesNotExist();
  }

  @Test
  void a_cancel_without_grace_kills_what_does_not_listen() throws Exception {
    JobSpec job =
        jobs.job(
            """
            trap '' TERM
            (trap '' TERM; exec 9>lock; flock 9; touch started; while :; do sleep 1; done) &
            while :; do sleep 1; done
            """);
    JobId id = jobs.submit(job);
    jobs.awaitFile(job, "started");
    jobs.await(id, JobState.RUNNING);

    scheduler.cancel(id, Duration.ZERO);

    assertThat(jobs.awaitEnd(id).state()).isNotEqualTo(JobState.COMPLETED);
    jobs.awaitUnlocked(job, "lock");
  }

  @Test
  void cancelling_twice_or_what_is_over_or_unknown_is_no_error() throws Exception {
    JobId id = jobs.submit(jobs.job("exit 5"));
    jobs.awaitEnd(id);

    for (JobId job : List.of(id, id, jobs.unknown())) {
      assertThatCode(() -> scheduler.cancel(job, GRACE)).doesNotThrowAnyException();
      assertThatCode(() -> scheduler.cancel(job, Duration.ZERO)).doesNotThrowAnyException();
    }
    assertThat(jobs.report(id).exit()).hasValue(5);
  }

  @Test
  void own_jobs_are_listed_while_they_last_and_others_never() throws Exception {
    JobId running = jobs.submit(jobs.job("sleep 120"));
    JobId ended = jobs.submit(jobs.job("true"));
    JobId foreign = jobs.submit(jobs.ownedBy("someone-else", jobs.job("sleep 120")));
    jobs.awaitEnd(ended);

    assertThat(scheduler.owned())
        .extracting(JobReport::id)
        .contains(running)
        .doesNotContain(ended, foreign);
  }

  @Test
  void capacity_is_positive_and_consistent() {
    Capacity capacity = scheduler.capacity();

    assertThat(capacity.hosts()).isPositive();
    assertThat(capacity.pods()).isPositive();
    assertThat(capacity.largestHost().cpuMillis()).isPositive();
    assertThat(capacity.largestHost().memoryBytes()).isPositive();
    assertThat(capacity.total().max(capacity.allocatable())).isEqualTo(capacity.total());
    assertThat(capacity.total().max(capacity.largestHost())).isEqualTo(capacity.total());
  }

  @Test
  void the_script_keeps_its_first_line_and_its_body_and_is_always_the_same() throws Exception {
    JobSpec job = jobs.job("echo body");

    assertThat(scheduler.script(job))
        .startsWith("#!/bin/bash\n")
        .endsWith("echo body\n")
        .isEqualTo(scheduler.script(job));
  }

  @Test
  void hostile_text_in_comment_and_annotations_does_no_harm() throws Exception {
    JobSpec plain = jobs.job("exit 6");
    JobSpec job =
        jobs.withComment(
            "a\nb #SBATCH --array=1-3 $(touch harm) `touch harm` '\" \\ é;touch harm", plain);

    assertThat(jobs.awaitEnd(jobs.submit(job)).exit()).hasValue(6);
    assertThat(job.directory().resolve("harm")).doesNotExist();
  }

  @Test
  void a_directory_with_spaces_and_quotes_does_no_harm() throws Exception {
    JobSpec job = jobs.job("it's a \"#1\" 100%j $(id)", "echo there; exit 6");

    assertThat(jobs.awaitEnd(jobs.submit(job)).exit()).hasValue(6);
    assertThat(job.outputFile()).content().contains("there");
  }

  @Test
  void a_command_beside_a_running_job_has_its_streams_and_its_exit_code() throws Exception {
    JobSpec job = jobs.job("touch started; sleep 120");
    JobId id = jobs.submit(job);
    jobs.awaitFile(job, "started");
    String host = jobs.await(id, JobState.RUNNING).firstHost().orElseThrow();
    List<String> command = List.of("bash", "-c", "cat; echo \"$1\" >&2; exit 9", "x", "a  b'");

    if (!scheduler.abilities().contains(SchedulerAbility.ENTER)) {
      assertThatThrownBy(() -> scheduler.enter(id, host, command))
          .isInstanceOfSatisfying(
              HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.USER));
      return;
    }
    CommandResult result = jobs.run(scheduler.enter(id, host, command).withStdin("given"));

    assertThat(result.stdout()).isEqualTo("given");
    assertThat(result.stderr()).contains("a  b'");
    assertThat(result.exitCode()).isEqualTo(9);
  }

  @Test
  void the_version_has_a_name_and_a_number() {
    assertThat(scheduler.version()).matches("\\S+ .*[0-9].*");
  }

  @Test
  void closing_twice_is_no_error_and_jobs_go_on() throws Exception {
    JobSpec job = jobs.job("touch started; until [ -e go ]; do sleep 0.1; done; exit 8");
    JobId id = jobs.submit(job);
    jobs.awaitFile(job, "started");

    scheduler.close();
    scheduler.close();

    scheduler = jobs.renew();
    Files.createFile(job.directory().resolve("go"));
    assertThat(jobs.awaitEnd(id).exit()).hasValue(8);
  }
}
