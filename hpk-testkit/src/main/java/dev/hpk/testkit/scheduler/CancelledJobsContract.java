package dev.hpk.testkit.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How jobs are cancelled, with and without grace. */
abstract class CancelledJobsContract extends RunningJobsContract {

  private static final Duration GRACE = Duration.ofSeconds(30);

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
}
