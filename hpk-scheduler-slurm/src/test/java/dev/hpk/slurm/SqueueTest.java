package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SqueueTest {

  private static final Instant SUBMITTED = Instant.ofEpochSecond(1796042891);

  private final List<QueueEntry> entries = Squeue.parse(Fixtures.read("squeue-22.05.8.txt"));
  private final Map<String, JobReport> reports =
      entries.stream()
          .map(QueueEntry::report)
          .collect(Collectors.toMap(JobReport::name, Function.identity()));

  @Test
  void a_completed_job_has_exit_code_zero_host_and_times() {
    assertThat(reports.get("hpk-completed"))
        .isEqualTo(
            new JobReport(
                new JobId("55"),
                "hpk-completed",
                JobState.COMPLETED,
                "",
                0,
                null,
                List.of("c1"),
                SUBMITTED,
                SUBMITTED,
                SUBMITTED,
                "",
                SUBMITTED.plusSeconds(3600),
                null));
  }

  @Test
  void a_failed_job_has_its_exit_code_and_a_killed_one_its_signal() {
    assertThat(reports.get("hpk-failed").exit()).hasValue(3);
    assertThat(reports.get("hpk-failed").signal()).isNull();
    assertThat(reports.get("hpk-failed").reason()).isEqualTo("NonZeroExitCode");
    assertThat(reports.get("hpk-killed").exit()).isEmpty();
    assertThat(reports.get("hpk-killed").signal()).isEqualTo(9);
  }

  @Test
  void out_of_memory_is_a_state_and_no_signal() {
    JobReport report = reports.get("hpk-oom");
    assertThat(report.state()).isEqualTo(JobState.OUT_OF_MEMORY);
    assertThat(report.exit()).isEmpty();
    assertThat(report.signal()).isNull();
  }

  @Test
  void a_running_job_has_started_and_has_no_end() {
    JobReport report = reports.get("hpk-timeout");
    assertThat(report.state()).isEqualTo(JobState.RUNNING);
    assertThat(report.started()).isEqualTo(SUBMITTED);
    assertThat(report.limit()).isEqualTo(SUBMITTED.plusSeconds(60));
    assertThat(report.ended()).isNull();
    assertThat(report.exit()).isEmpty();
  }

  @Test
  void waiting_jobs_tell_why_and_have_no_host_and_no_start() {
    assertThat(reports.get("hpk-held").state()).isEqualTo(JobState.HELD);
    JobReport report = reports.get("hpk-dependency");
    assertThat(report.state()).isEqualTo(JobState.HELD);
    assertThat(report.reason()).isEqualTo("DependencyNeverSatisfied");
    assertThat(report.explanation()).contains("depends on");
    assertThat(report.limit()).isNull();
    assertThat(report.hosts()).isEmpty();
    assertThat(report.started()).isNull();
  }

  @Test
  void a_job_cancelled_in_the_queue_never_started() {
    JobReport report = reports.get("hpk-cancelled-pending");
    assertThat(report.state()).isEqualTo(JobState.CANCELLED);
    assertThat(report.started()).isNull();
    assertThat(report.ended()).isEqualTo(Instant.ofEpochSecond(1796042894));
  }

  @Test
  void all_hosts_of_a_job_are_named() {
    assertThat(reports.get("hpk-running").hosts()).containsExactly("c1", "c2");
    assertThat(reports.get("hpk-running").firstHost()).hasValue("c1");
  }

  @Test
  void comments_are_read_and_none_is_empty() {
    assertThat(comment("hpk-failed")).isEqualTo("hpk:fixture:default/hpk-failed");
    assertThat(comment("hpk-oom")).isEmpty();
  }

  @Test
  void a_name_with_separators_quotes_and_tabs_is_one_field() {
    assertThat(reports).containsKey("odd| n\"a$(id)\té");
    assertThat(reports.get("odd| n\"a$(id)\té").exit()).hasValue(1);
  }

  @Test
  void lines_that_are_no_job_are_left_out() {
    String job = TestJobs.queueLine("7", "RUNNING", "0", "c1", "None", "a\n12 RUNNING", "x");

    assertThat(Squeue.parse("\nslurm: hello\n  12  \n" + job)).isEmpty();
  }

  @Test
  void a_newer_form_of_the_exit_code_is_read_too() {
    assertThat(
            Squeue.parse(TestJobs.queueLine("1", "FAILED", "3:0", "c1", "x", "hpk-1", ""))
                .get(0)
                .report()
                .exit())
        .hasValue(3);
  }

  private String comment(String name) {
    return entries.stream()
        .filter(entry -> entry.report().name().equals(name))
        .map(QueueEntry::comment)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void jobs_that_gave_way_in_order_tell_since_when() {
    JobReport report = ends().get("hpk-preempted");
    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.exit()).hasValue(143);
    assertThat(report.preempted()).isNotNull().isBefore(report.ended());
    assertThat(ends().get("hpk-suspended").preempted()).isNull();
  }

  @Test
  void jobs_that_were_put_back_into_the_queue_are_told_from_those_that_wait_for_the_first_time() {
    assertThat(ends().get("hpk-requeued").state()).isEqualTo(JobState.REQUEUED);
    assertThat(ends().get("hpk-special").state()).isEqualTo(JobState.REQUEUED);
    assertThat(ends().get("hpk-begin").state()).isEqualTo(JobState.PENDING);
    assertThat(ends().get("hpk-held-admin").state()).isEqualTo(JobState.HELD);
    assertThat(ends().get("hpk-suspended").state()).isEqualTo(JobState.SUSPENDED);
    assertThat(ends().get("hpk-priority").explanation()).contains("in use");
  }

  private static Map<String, JobReport> ends() {
    return Squeue.parse(Fixtures.read("squeue-ends-22.05.8.txt")).stream()
        .map(QueueEntry::report)
        .collect(Collectors.toMap(JobReport::name, Function.identity()));
  }
}
