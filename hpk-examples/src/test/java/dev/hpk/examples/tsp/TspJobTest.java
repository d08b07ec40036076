package dev.hpk.examples.tsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On output of Task Spooler 1.0.1. */
class TspJobTest {

  private static final String LIST =
      """
      ID   State      Output               E-Level  Times(r/u/s)   Command [run=1/3]
      2    running    stdout                                       [node-1a2b:hpk-77]bash -c x
      3    running    stdout                                       [mine]sleep 30
      5    queued     stdout                                       [other:hpk-78]bash -c x
      1    finished   stdout               -1       0.01/0.00/0.00 [node-1a2b:hpk-76]bash -c [a:hpk-1]
      """;

  private static final TspJob JOB = new TspJob("2", "node-1a2b", "hpk-77");

  @Test
  void jobs_of_hpk_are_found_in_the_list_and_others_are_not() {
    assertThat(TspJob.parse(LIST))
        .containsExactly(
            JOB, new TspJob("5", "other", "hpk-78"), new TspJob("1", "node-1a2b", "hpk-76"));
  }

  @Test
  void the_id_of_a_job_is_its_name() {
    assertThat(JOB.id().value()).isEqualTo("hpk-77");
  }

  @Test
  void a_job_that_waits_has_no_host() {
    JobReport report =
        JOB.report("Command: x\nSlots required: 1\nEnqueue time: Mon Nov 30 13:44:40 2026\n", "h");

    assertThat(report.state()).isEqualTo(JobState.PENDING);
    assertThat(report.hosts()).isEmpty();
    assertThat(report.submitted()).isNotNull();
  }

  @Test
  void a_job_that_ended_has_its_exit_code_and_times() {
    JobReport report = JOB.report(ended("died with exit code 3"), "h");

    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.exit()).hasValue(3);
    assertThat(report.signal()).isNull();
    assertThat(report.hosts()).isEqualTo(List.of("h"));
    assertThat(report.ended()).isEqualTo(report.started().plusSeconds(62));
  }

  @Test
  void a_job_that_a_signal_ended_has_the_signal_and_no_exit_code() {
    JobReport report = JOB.report(ended("killed by signal 9"), "h");

    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.signal()).isEqualTo(9);
    assertThat(report.exit()).isEmpty();
  }

  @Test
  void exit_code_zero_is_completed() {
    assertThat(JOB.report(ended("died with exit code 0"), "h").state())
        .isEqualTo(JobState.COMPLETED);
  }

  private static String ended(String status) {
    return """
        Exit status: %s
        Command: bash -c x
        Slots required: 1
        Enqueue time: Tue Dec  1 13:44:40 2026
        Start time: Tue Dec  1 13:44:40 2026
        End time: Tue Dec  1 13:45:42 2026
        Time run: 62.011365s
        """
        .formatted(status);
  }
}
