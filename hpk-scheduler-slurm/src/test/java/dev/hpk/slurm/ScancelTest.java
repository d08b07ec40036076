package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HostCommand;
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

  private final FakeCommandRunner runner = new FakeCommandRunner().prints("scancel", "");
  private final SlurmScheduler scheduler =
      new SlurmScheduler(SlurmConfig.ofDefaults(), TestJobs.context(runner, Clock.systemUTC()));

  @Test
  void grace_takes_a_waiting_job_out_of_the_queue_and_else_sends_term_to_the_script_only() {
    scheduler.cancel(JOB, GRACE);

    assertThat(arguments())
        .containsExactly(
            List.of("scancel", "--state=PENDING", "7"),
            List.of("scancel", "--state=RUNNING", "--batch", "--signal=TERM", "7"));
  }

  @Test
  void zero_kills_the_script_and_cancels_the_job() {
    scheduler.cancel(JOB, Duration.ZERO);

    assertThat(arguments())
        .containsExactly(
            List.of("scancel", "--state=RUNNING", "--batch", "--signal=KILL", "7"),
            List.of("scancel", "7"));
  }

  @Test
  void no_signal_is_ever_sent_to_the_script_of_a_waiting_job() {
    scheduler.cancel(JOB, GRACE);
    scheduler.cancel(JOB, Duration.ZERO);

    assertThat(arguments())
        .filteredOn(words -> words.contains("--batch"))
        .allMatch(words -> words.contains("--state=RUNNING"));
  }

  @Test
  void a_job_that_ended_or_never_was_is_no_error() {
    runner.fails(
        "scancel", 1, "scancel: error: Kill job error on job id 7: Invalid job id specified");

    assertThatCode(() -> scheduler.cancel(JOB, GRACE)).doesNotThrowAnyException();
    assertThatCode(() -> scheduler.cancel(JOB, Duration.ZERO)).doesNotThrowAnyException();
  }

  @Test
  void an_outage_is_told() {
    runner.fails(
        "scancel",
        1,
        "slurm_load_jobs error: Unable to contact slurm controller (connect failure)");

    assertThatThrownBy(() -> scheduler.cancel(JOB, GRACE))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL))
        .hasMessageContaining("Unable to contact slurm controller");
  }

  private List<List<String>> arguments() {
    return runner.commands().stream().map(HostCommand::argv).toList();
  }
}
