package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.CommandResult;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.testkit.scheduler.FakeCommandRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScancelTest {

  private static final JobId JOB = new JobId("7");
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final String NOT_WAITING =
      "scancel: error: Kill job error on job id 7: Invalid job id specified";
  private static final String WAITING =
      "scancel: error: Kill job error on job id 7: Job can not be altered now, try again later";

  private final FakeCommandRunner runner = new FakeCommandRunner();
  private final SlurmScheduler scheduler =
      new SlurmScheduler(SlurmConfig.ofDefaults(), TestJobs.context(runner, Clock.systemUTC()));

  @Test
  void a_job_that_waits_leaves_the_queue_by_one_command() {
    runner.prints("scancel", "");

    scheduler.cancel(JOB, GRACE);

    assertThat(arguments()).containsExactly(List.of("scancel", "--state=PENDING", "7"));
  }

  @Test
  void a_job_that_runs_gets_term_to_its_script_only() {
    runner.answers(
        "scancel",
        command ->
            command.argv().contains("--state=PENDING")
                ? new CommandResult(1, "", NOT_WAITING)
                : new CommandResult(0, "", ""));

    scheduler.cancel(JOB, GRACE);

    assertThat(arguments()).last().isEqualTo(List.of("scancel", "--batch", "--signal=TERM", "7"));
  }

  @Test
  void a_job_that_ended_or_never_was_is_no_error() {
    runner.fails("scancel", 1, NOT_WAITING);

    assertThatCode(() -> scheduler.cancel(JOB, GRACE)).doesNotThrowAnyException();
    assertThatCode(() -> scheduler.cancel(JOB, Duration.ZERO)).doesNotThrowAnyException();
  }

  @Test
  void zero_kills_the_script_and_cancels_the_job() {
    runner.prints("scancel", "");

    scheduler.cancel(JOB, Duration.ZERO);

    assertThat(arguments())
        .containsExactly(
            List.of("scancel", "--batch", "--signal=KILL", "7"), List.of("scancel", "7"));
  }

  @Test
  void zero_cancels_a_job_that_waits() {
    runner.answers(
        "scancel",
        command ->
            command.argv().contains("--batch")
                ? new CommandResult(228, "", WAITING)
                : new CommandResult(0, "", ""));

    scheduler.cancel(JOB, Duration.ZERO);

    assertThat(arguments()).last().isEqualTo(List.of("scancel", "7"));
  }

  @Test
  void a_job_that_is_requeued_meanwhile_is_tried_again_and_not_for_ever() {
    runner.answers(
        "scancel",
        command ->
            command.argv().contains("--batch")
                ? new CommandResult(228, "", WAITING)
                : new CommandResult(1, "", NOT_WAITING));

    assertThatThrownBy(() -> scheduler.cancel(JOB, GRACE)).satisfies(ScancelTest::isExternal);
    assertThat(runner.commands()).hasSize(6);
  }

  @Test
  void an_outage_is_told() {
    runner.fails(
        "scancel",
        1,
        "slurm_load_jobs error: Unable to contact slurm controller (connect failure)");

    assertThatThrownBy(() -> scheduler.cancel(JOB, GRACE))
        .satisfies(ScancelTest::isExternal)
        .hasMessageContaining("Unable to contact slurm controller");
  }

  private List<List<String>> arguments() {
    return runner.commands().stream().map(command -> command.argv()).toList();
  }

  private static void isExternal(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL));
  }
}
