package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SacctTest {

  private final Map<String, JobReport> reports =
      Sacct.parse(Fixtures.read("sacct-22.05.8.txt")).stream()
          .collect(Collectors.toMap(JobReport::name, Function.identity()));

  @Test
  void ended_jobs_have_exit_code_or_signal_hosts_and_times() {
    assertThat(reports.get("hpk-completed").exit()).hasValue(0);
    assertThat(reports.get("hpk-failed").exit()).hasValue(3);
    assertThat(reports.get("hpk-killed").signal()).isEqualTo(9);
    JobReport running = reports.get("hpk-running");
    assertThat(running.hosts()).containsExactly("c1", "c2");
    assertThat(running.started()).isEqualTo(Instant.ofEpochSecond(1796042891));
    assertThat(running.ended()).isEqualTo(Instant.ofEpochSecond(1796042951));
  }

  @Test
  void a_cancelled_job_names_who_did_it_and_has_no_exit_code() {
    JobReport report = reports.get("hpk-cancelled");
    assertThat(report.state()).isEqualTo(JobState.CANCELLED);
    assertThat(report.reason()).isEqualTo("CANCELLED by 2000");
    assertThat(report.exit()).isEmpty();
  }

  @Test
  void a_job_cancelled_in_the_queue_never_started() {
    JobReport report = reports.get("hpk-cancelled-pending");
    assertThat(report.started()).isNull();
    assertThat(report.hosts()).isEmpty();
    assertThat(report.ended()).isEqualTo(Instant.ofEpochSecond(1796042894));
  }

  @Test
  void out_of_memory_is_a_state_and_no_signal() {
    JobReport report = reports.get("hpk-oom");
    assertThat(report.state()).isEqualTo(JobState.OUT_OF_MEMORY);
    assertThat(report.signal()).isNull();
    assertThat(report.exit()).isEmpty();
  }

  @Test
  void unfinished_jobs_have_no_end() {
    assertThat(reports.get("hpk-held").state()).isEqualTo(JobState.PENDING);
    assertThat(reports.get("hpk-timeout").state()).isEqualTo(JobState.RUNNING);
    assertThat(reports.get("hpk-timeout").ended()).isNull();
  }

  @Test
  void a_name_with_separators_stands_last_and_is_one_field() {
    assertThat(reports.get("odd| n`a$(id)\té").exit()).hasValue(1);
  }

  @Test
  void any_number_of_jobs_is_one_command() {
    assertThat(Sacct.arguments(List.of(new JobId("2"), new JobId("1")))).contains("--jobs=1,2");
  }

  @Test
  void a_search_by_name_says_how_far_back() {
    assertThat(Sacct.arguments("hpk-1", Duration.ofDays(1)))
        .contains("--name=hpk-1", "--starttime=now-86400");
  }
}
