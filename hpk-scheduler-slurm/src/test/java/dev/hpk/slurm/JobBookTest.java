package dev.hpk.slurm;

import static dev.hpk.slurm.TestJobs.queueLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.testkit.scheduler.FakeCommandRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobBookTest {

  private static final JobId ONE = new JobId("1");

  private final FakeCommandRunner runner =
      new FakeCommandRunner().prints("squeue", "").prints("sacct", "");
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private final SlurmScheduler scheduler =
      new SlurmScheduler(SlurmConfig.ofDefaults(), TestJobs.context(runner, new TestClock()));

  @Test
  void two_hundred_jobs_are_one_command() {
    StringBuilder queue = new StringBuilder();
    List<JobId> asked = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      queue.append(queueLine(String.valueOf(i), "RUNNING", "0", "c1", "None", "hpk-" + i, "x"));
      asked.add(new JobId(String.valueOf(i)));
    }
    runner.prints("squeue", queue.toString());

    assertThat(scheduler.query(asked)).hasSize(200);
    assertThat(runner.commands()).hasSize(1);
  }

  @Test
  void asking_for_no_job_starts_nothing() {
    assertThat(scheduler.query(List.of())).isEmpty();
    assertThat(runner.commands()).isEmpty();
  }

  @Test
  void an_ended_job_that_the_queue_still_knows_needs_no_accounting() {
    runner.prints("squeue", queueLine("1", "FAILED", "768", "c1", "NonZeroExitCode", "hpk-1", "x"));

    JobReport report = ask();

    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.exit()).hasValue(3);
    assertThat(runner.commands("sacct")).isEmpty();
  }

  @Test
  void accounting_hears_of_each_ended_job_once() {
    runner.prints("sacct", "1|COMPLETED|0:0|10|20|30|01:00:00|c1|hpk-1\n");

    assertThat(ask().state()).isEqualTo(JobState.COMPLETED);
    assertThat(ask().exit()).hasValue(0);
    assertThat(runner.commands("sacct")).hasSize(1);
  }

  @Test
  void the_queue_is_right_while_it_knows_the_job() {
    runner.prints("squeue", queueLine("1", "NODE_FAIL", "0", "c1", "NodeDown", "hpk-1", "x"));
    runner.prints("sacct", "1|RUNNING|0:0|10|20|Unknown|01:00:00|c1|hpk-1\n");

    assertThat(ask().state()).isEqualTo(JobState.NODE_FAIL);
    assertThat(ask().exit()).isEmpty();
  }

  @Test
  void a_job_that_only_accounting_knows_and_calls_running_is_completing_until_they_agree() {
    runner.prints("sacct", "1|RUNNING|0:0|10|20|Unknown|01:00:00|c1|hpk-1\n");
    assertThat(ask().state()).isEqualTo(JobState.COMPLETING);

    now = now.plus(JobBook.PATIENCE.minusSeconds(1));
    assertThat(ask().state()).isEqualTo(JobState.COMPLETING);

    runner.prints("sacct", "1|FAILED|7:0|10|20|30|01:00:00|c1|hpk-1\n");
    assertThat(ask().exit()).hasValue(7);
  }

  @Test
  void a_record_that_accounting_has_not_completed_is_no_end_and_is_not_remembered() {
    runner.prints("sacct", "1|FAILED|7:0|10|20|30|01:00:00|c1|allocation\n");
    assertThat(ask().state()).isEqualTo(JobState.COMPLETING);

    runner.prints("sacct", "1|FAILED|7:0|10|20|30|01:00:00|c1|hpk-1\n");

    assertThat(ask().exit()).hasValue(7);
    assertThat(ask().name()).isEqualTo("hpk-1");
  }

  @Test
  void a_job_that_slurmctld_lost_is_unknown_in_the_end() {
    runner.prints("sacct", "1|RUNNING|0:0|10|20|Unknown|01:00:00|c1|hpk-1\n");
    ask();

    now = now.plus(JobBook.PATIENCE);

    assertThat(scheduler.query(List.of(ONE))).isEmpty();
    assertThat(scheduler.query(List.of(ONE))).isEmpty();
  }

  @Test
  void a_job_that_nobody_knows_is_missing() {
    assertThat(scheduler.query(List.of(ONE))).isEmpty();
    assertThat(runner.commands("sacct")).hasSize(1);
  }

  @Test
  void a_job_is_never_missing_because_accounting_is_away() {
    runner.fails("sacct", 1, "sacct: error: Problem talking to the database: Connection refused");

    assertThatThrownBy(() -> scheduler.query(List.of(ONE)))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL));
  }

  @Test
  void without_accounting_the_last_that_the_queue_said_is_remembered() {
    runner.fails("sacct", 1, "Slurm accounting storage is disabled\n");
    runner.prints("squeue", queueLine("1", "COMPLETED", "0", "c1", "None", "hpk-1", "x"));
    ask();

    runner.prints("squeue", "");

    assertThat(ask().state()).isEqualTo(JobState.COMPLETED);
    assertThat(scheduler.query(List.of(new JobId("2")))).isEmpty();
  }

  @Test
  void a_job_that_an_operator_requeues_is_not_remembered_as_ended() {
    runner.prints("squeue", queueLine("1", "COMPLETED", "0", "c1", "None", "hpk-1", "x"));
    ask();

    runner.prints("squeue", queueLine("1", "PENDING", "0", "", "BeginTime", "hpk-1", "x"));

    assertThat(ask().state()).isEqualTo(JobState.PENDING);
  }

  @Test
  void a_failed_job_whose_exit_code_the_queue_does_not_print_is_asked_for_in_accounting() {
    runner.prints("squeue", queueLine("1", "FAILED", "?", "c1", "NonZeroExitCode", "hpk-1", "x"));
    runner.prints("sacct", "1|FAILED|9:0|10|20|30|01:00:00|c1|hpk-1\n");

    assertThat(ask().exit()).hasValue(9);
  }

  @Test
  void owned_jobs_carry_the_mark_the_prefix_and_have_not_ended() {
    runner.prints(
        "squeue",
        queueLine("1", "RUNNING", "0", "c1", "None", "hpk-1", "hpk:mine:default/a")
            + queueLine("2", "RUNNING", "0", "c1", "None", "hpk-2", "hpk:mine2:default/a")
            + queueLine("3", "COMPLETED", "0", "c1", "None", "hpk-3", "hpk:mine:default/a")
            + queueLine("4", "PENDING", "0", "", "Priority", "other", "hpk:mine:default/a")
            + queueLine("5", "PENDING", "0", "", "Priority", "hpk-5", "(null)"));

    assertThat(scheduler.owned()).extracting(JobReport::id).containsExactly(ONE);
  }

  private JobReport ask() {
    Map<JobId, JobReport> reports = scheduler.query(List.of(ONE));
    assertThat(reports).containsOnlyKeys(ONE);
    return reports.get(ONE);
  }

  private final class TestClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void patience_is_finite() {
    assertThat(JobBook.PATIENCE).isBetween(Duration.ofMinutes(1), Duration.ofHours(1));
  }
}
