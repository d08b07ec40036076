package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
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
    assertThat(SlurmState.of(compact, "")).isEqualTo(state);
    assertThat(SlurmState.of(extended, "")).isEqualTo(state);
  }

  @Test
  void what_stands_behind_the_word_does_not_matter() {
    assertThat(SlurmState.of("CANCELLED by 2000", "")).isEqualTo(JobState.CANCELLED);
    assertThat(SlurmState.of("CANCELLED+", "")).isEqualTo(JobState.CANCELLED);
    assertThat(SlurmState.of("RUNNING+", "")).isEqualTo(JobState.RUNNING);
  }

  @Test
  void a_pending_job_that_somebody_holds_is_held() {
    assertThat(SlurmState.of("PENDING", "JobHeldUser")).isEqualTo(JobState.HELD);
    assertThat(SlurmState.of("PENDING", "JobHeldAdmin")).isEqualTo(JobState.HELD);
    assertThat(SlurmState.of("PENDING", "Priority")).isEqualTo(JobState.PENDING);
  }

  @Test
  void an_unknown_word_is_neither_running_nor_over_and_is_shown() {
    assertThat(SlurmState.of("FLYING", "")).isEqualTo(JobState.COMPLETING);
    assertThat(SlurmState.reason("FLYING", "None")).isEqualTo("FLYING");
  }

  @Test
  void who_cancelled_a_job_is_its_reason_unless_slurm_has_a_better_one() {
    assertThat(SlurmState.reason("CANCELLED by 2000", "")).isEqualTo("CANCELLED by 2000");
    assertThat(SlurmState.reason("CANCELLED", "TimeLimit")).isEqualTo("TimeLimit");
    assertThat(SlurmState.reason("RUNNING", "None")).isEmpty();
  }
}
