package dev.hpk.testkit.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.SubmitAttempt;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BatchScheduler} must do, tried with real jobs. A plugin's own test extends it;
 * where a scheduler deviates, it overrides the test and says why.
 *
 * <p>The jobs are scripts of a few lines that use one CPU and 64 MiB for seconds.
 */
public abstract class BatchSchedulerContract extends CancelledJobsContract {

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
