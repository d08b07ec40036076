package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmStateTest {

  /** Every state of squeue(1) and sacct(1). */
  @ParameterizedTest
  @CsvSource({
    "BF, BOOT_FAIL, BOOT_FAIL",
    "CA, CANCELLED, CANCELLED",
    "CD, COMPLETED, COMPLETED",
    "CF, CONFIGURING, CONFIGURING",
    "CG, COMPLETING, COMPLETING",
    "DL, DEADLINE, DEADLINE",
    "F, FAILED, FAILED",
    "NF, NODE_FAIL, NODE_FAIL",
    "OOM, OUT_OF_MEMORY, OUT_OF_MEMORY",
    "PD, PENDING, PENDING",
    "PR, PREEMPTED, PREEMPTED",
    "R, RUNNING, RUNNING",
    "RD, RESV_DEL_HOLD, HELD",
    "RF, REQUEUE_FED, REQUEUED",
    "RH, REQUEUE_HOLD, HELD",
    "RQ, REQUEUED, REQUEUED",
    "RS, RESIZING, RUNNING",
    "RV, REVOKED, REVOKED",
    "SI, SIGNALING, RUNNING",
    "SE, SPECIAL_EXIT, HELD",
    "SO, STAGE_OUT, COMPLETING",
    "ST, STOPPED, SUSPENDED",
    "S, SUSPENDED, SUSPENDED",
    "TO, TIMEOUT, TIMEOUT",
    "LF, LAUNCH_FAILED, LAUNCH_FAILED",
    "PO, POWER_UP_NODE, CONFIGURING",
  })
  void every_documented_state_is_known_by_both_words(
      String compact, String extended, JobState state) {
    assertThat(SlurmState.of(compact, "", false)).isEqualTo(state);
    assertThat(SlurmState.of(extended, "", false)).isEqualTo(state);
  }

  @Test
  void what_stands_behind_the_word_does_not_matter() {
    assertThat(SlurmState.of("CANCELLED by 2000", "", false)).isEqualTo(JobState.CANCELLED);
    assertThat(SlurmState.of("CANCELLED+", "", false)).isEqualTo(JobState.CANCELLED);
    assertThat(SlurmState.of("RUNNING+", "", false)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void a_pending_job_that_somebody_holds_is_held() {
    assertThat(SlurmState.of("PENDING", "JobHeldUser", false)).isEqualTo(JobState.HELD);
    assertThat(SlurmState.of("PENDING", "JobHeldAdmin", false)).isEqualTo(JobState.HELD);
    assertThat(SlurmState.of("PENDING", "Priority", false)).isEqualTo(JobState.PENDING);
  }

  @Test
  void a_job_that_waits_again_was_put_back_into_the_queue() {
    assertThat(SlurmState.of("PENDING", "BeginTime", true)).isEqualTo(JobState.REQUEUED);
    assertThat(SlurmState.of("SPECIAL_EXIT", "JobHeldUser", true)).isEqualTo(JobState.REQUEUED);
    assertThat(SlurmState.of("RUNNING", "None", true)).isEqualTo(JobState.RUNNING);
    assertThat(SlurmState.of("COMPLETING", "None", true)).isEqualTo(JobState.COMPLETING);
  }

  @ParameterizedTest
  @CsvSource({
    "1:00, 60",
    "01:30:05, 5405",
    "365-00:00:00, 31536000",
    "2-03:04:05, 183845",
    "UNLIMITED,",
    "Partition_Limit,",
    "N/A,",
    "'',",
  })
  void a_time_limit_is_read_as_slurm_prints_it(String text, Long seconds) {
    Instant start = Instant.ofEpochSecond(1000);

    assertThat(SlurmTime.limit(start, text))
        .isEqualTo(seconds == null ? null : start.plusSeconds(seconds));
    assertThat(SlurmTime.limit(null, text)).isNull();
  }

  @Test
  void an_unknown_word_is_neither_running_nor_over_and_is_shown() {
    assertThat(SlurmState.of("FLYING", "", false)).isEqualTo(JobState.COMPLETING);
    assertThat(SlurmState.reason("FLYING", "None")).isEqualTo("FLYING");
  }

  @Test
  void who_cancelled_a_job_is_its_reason_unless_slurm_has_a_better_one() {
    assertThat(SlurmState.reason("CANCELLED by 2000", "")).isEqualTo("CANCELLED by 2000");
    assertThat(SlurmState.reason("CANCELLED", "TimeLimit")).isEqualTo("TimeLimit");
    assertThat(SlurmState.reason("RUNNING", "None")).isEmpty();
  }
}
