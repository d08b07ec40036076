package dev.hpk.testkit.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SubmitAttempt;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FakeSchedulerTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private final FakeScheduler scheduler =
      new FakeScheduler("mine", Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void each_query_shows_the_next_step_and_then_the_last_one() {
    scheduler.fate(
        "hpk-a",
        Fate.pending("Resources").then(Fate.running("c1")).then(Fate.ended(JobState.FAILED, 3)));
    JobId id = submit("hpk-a");

    JobReport first = ask(id);
    JobReport second = ask(id);
    JobReport third = ask(id);

    assertThat(first.state()).isEqualTo(JobState.PENDING);
    assertThat(first.reason()).isEqualTo("Resources");
    assertThat(first.hosts()).isEmpty();
    assertThat(second.state()).isEqualTo(JobState.RUNNING);
    assertThat(second.hosts()).containsExactly("c1");
    assertThat(second.started()).isEqualTo(NOW);
    assertThat(third.state()).isEqualTo(JobState.FAILED);
    assertThat(third.exit()).hasValue(3);
    assertThat(third.hosts()).containsExactly("c1");
    assertThat(ask(id)).isEqualTo(third);
  }

  @Test
  void a_first_attempt_made_twice_makes_two_jobs() {
    submit("hpk-a");
    submit("hpk-a");

    assertThat(scheduler.jobs("hpk-a")).hasSize(2);
  }

  @Test
  void a_repeated_attempt_finds_the_job_whose_answer_was_lost() {
    scheduler.answer("hpk-a", SubmitAnswer.ACCEPTED_BUT_LOST);
    assertThatThrownBy(() -> submit("hpk-a"))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL));

    JobId found = scheduler.submit(job("hpk-a", "mine"), SubmitAttempt.REPEATED);

    assertThat(scheduler.jobs("hpk-a")).containsExactly(found);
  }

  @Test
  void a_lost_question_makes_no_job() {
    scheduler.answer("hpk-a", SubmitAnswer.LOST);

    assertThatThrownBy(() -> submit("hpk-a")).isInstanceOf(HpkException.class);

    assertThat(scheduler.jobs("hpk-a")).isEmpty();
    assertThat(scheduler.calls(FakeScheduler.Call.SUBMIT)).isEqualTo(1);
  }

  @Test
  void a_refusal_is_the_users_fault_until_it_is_taken_back() {
    scheduler.refuse("hpk-a", "Invalid partition");
    assertThatThrownBy(() -> submit("hpk-a"))
        .hasMessage("Invalid partition")
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.USER));

    scheduler.refuseNoMore("hpk-a");

    assertThat(scheduler.jobs("hpk-a")).isEmpty();
    assertThat(submit("hpk-a")).isNotNull();
  }

  @Test
  void while_it_is_away_every_call_fails() {
    JobId id = submit("hpk-a");
    scheduler.goAway("Unable to contact slurm controller");

    assertThatThrownBy(() -> submit("hpk-b")).hasMessage("Unable to contact slurm controller");
    assertThatThrownBy(() -> ask(id)).isInstanceOf(HpkException.class);
    assertThatThrownBy(scheduler::capacity).isInstanceOf(HpkException.class);
    assertThatThrownBy(scheduler::owned).isInstanceOf(HpkException.class);
    assertThatThrownBy(() -> scheduler.cancel(id, Duration.ZERO)).isInstanceOf(HpkException.class);

    scheduler.comeBack();
    assertThat(ask(id).state()).isEqualTo(JobState.PENDING);
  }

  @Test
  void held_answers_come_after_the_job_exists() {
    scheduler.holdAnswers();
    CompletableFuture<JobId> answer = CompletableFuture.supplyAsync(() -> submit("hpk-a"));
    await().until(() -> scheduler.jobs("hpk-a").size() == 1);
    assertThat(answer).isNotDone();

    scheduler.releaseAnswers();

    assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void a_job_deaf_to_term_ends_only_by_a_kill() {
    scheduler.defaultFate(Fate.running("c1")).deafToTerm("hpk-a");
    JobId id = submit("hpk-a");

    scheduler.cancel(id, Duration.ofSeconds(30));
    JobState afterTerm = ask(id).state();
    scheduler.cancel(id, Duration.ZERO);

    assertThat(afterTerm).isEqualTo(JobState.RUNNING);
    assertThat(ask(id).state()).isEqualTo(JobState.CANCELLED);
    assertThat(scheduler.cancellations()).hasSize(2);
  }

  @Test
  void a_cancel_does_not_change_how_a_job_ended() {
    scheduler.defaultFate(Fate.ended(JobState.COMPLETED, 0));
    JobId id = submit("hpk-a");

    scheduler.cancel(id, Duration.ZERO);

    assertThat(ask(id).state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void owned_shows_only_own_jobs_that_have_not_ended() {
    JobId own = scheduler.plant("hpk-a", "mine", Fate.running("c1"));
    scheduler.plant("hpk-b", "other", Fate.running("c1"));
    scheduler.plant("hpk-c", "mine", Fate.ended(JobState.COMPLETED, 0));

    assertThat(scheduler.owned()).extracting(JobReport::id).containsExactly(own);
  }

  @Test
  void a_forgotten_job_is_missing_in_the_answer() {
    JobId id = submit("hpk-a");

    scheduler.forget("hpk-a");

    assertThat(scheduler.query(List.of(id))).isEmpty();
  }

  private JobId submit(String name) {
    return scheduler.submit(job(name, "mine"), SubmitAttempt.FIRST);
  }

  private JobReport ask(JobId id) {
    return scheduler.query(List.of(id)).get(id);
  }

  private static JobSpec job(String name, String owner) {
    return new JobSpec(
        name,
        owner,
        "default/a",
        Path.of("/nowhere"),
        "#!/bin/bash\n",
        List.of(),
        List.of(),
        Resources.NONE,
        null,
        Duration.ofSeconds(30),
        Map.of());
  }
}
