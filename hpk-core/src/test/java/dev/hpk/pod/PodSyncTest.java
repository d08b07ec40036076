package dev.hpk.pod;

import static dev.hpk.pod.PodFacts.ApiObject.ABSENT;
import static dev.hpk.pod.PodFacts.ApiObject.DELETING;
import static dev.hpk.pod.PodFacts.ApiObject.ENDED;
import static dev.hpk.pod.PodFacts.ApiObject.WANTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.ledger.LedgerEntry;
import dev.hpk.pod.Decision.Deed;
import dev.hpk.pod.PodFacts.ApiObject;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PodSyncTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final LedgerEntry INTENT = LedgerEntry.intent("uid", "default", "pod", 1);
  private static final LedgerEntry SUBMITTED = INTENT.submitted("7", 2);
  private static final LedgerEntry FINISHED = SUBMITTED.finished(null, new PodStatus());

  @ParameterizedTest
  @CsvSource(
      nullValues = "?",
      value = {
        // object, ran before, job exists, what is to be done
        "ABSENT,   false, ?,     FORGET",
        "WANTED,   false, ?,     FIND_OUT",
        "ENDED,    true,  ?,     FIND_OUT",
        "DELETING, false, ?,     FIND_OUT",
        "WANTED,   false, true,  ADOPT",
        "WANTED,   true,  true,  ADOPT",
        "ENDED,    true,  true,  ADOPT",
        "DELETING, true,  true,  ADOPT",
        "WANTED,   false, false, SUBMIT",
        "WANTED,   true,  false, LOST",
        "ENDED,    true,  false, REST",
        "DELETING, false, false, NEVER_STARTED",
        "DELETING, true,  false, LOST",
      })
  void a_pod_that_the_ledger_does_not_know(
      ApiObject object, boolean ranBefore, @Nullable Boolean jobExists, Deed deed) {
    Facts facts = new Facts(object, null);
    facts.ranBefore = ranBefore;
    facts.jobExists = jobExists;

    assertThat(facts.decide()).isEqualTo(Decision.to(deed));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "?",
      value = {
        "WANTED,   ?,     SUBMIT_AGAIN",
        "WANTED,   false, SUBMIT_AGAIN",
        "WANTED,   true,  SUBMIT_AGAIN",
        "ENDED,    false, SUBMIT_AGAIN",
        "DELETING, ?,     FIND_OUT",
        "DELETING, false, NEVER_STARTED",
        "DELETING, true,  ADOPT",
        "ABSENT,   ?,     FIND_OUT",
        "ABSENT,   false, NEVER_STARTED",
        "ABSENT,   true,  ADOPT",
      })
  void a_pod_that_may_have_been_submitted(
      ApiObject object, @Nullable Boolean jobExists, Deed deed) {
    Facts facts = new Facts(object, INTENT);
    facts.jobExists = jobExists;

    assertThat(facts.decide()).isEqualTo(Decision.to(deed));
  }

  @ParameterizedTest
  @EnumSource(ApiObject.class)
  void a_job_that_is_over_is_settled_whatever_the_api_says(ApiObject object) {
    Facts facts = new Facts(object, SUBMITTED);
    facts.jobOver = true;

    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.FINISH));
  }

  @ParameterizedTest
  @CsvSource({"WANTED, SETTLE", "ENDED, SETTLE", "DELETING, REMOVE", "ABSENT, FORGET"})
  void a_pod_whose_end_is_written_down(ApiObject object, Deed deed) {
    assertThat(new Facts(object, FINISHED).decide()).isEqualTo(Decision.to(deed));
  }

  @ParameterizedTest
  @CsvSource({"WANTED", "ENDED"})
  void the_job_of_a_wanted_pod_is_observed(ApiObject object) {
    assertThat(new Facts(object, SUBMITTED).decide()).isEqualTo(Decision.to(Deed.OBSERVE));
  }

  @Test
  void the_job_of_a_deleted_pod_is_cancelled_with_the_grace_of_the_deletion() {
    Facts facts = new Facts(DELETING, SUBMITTED);
    facts.deletionGrace = 12;

    assertThat(facts.decide()).isEqualTo(Decision.toCancel(Duration.ofSeconds(12)));
  }

  @Test
  void the_job_of_a_pod_deleted_by_force_has_the_second_that_a_kubelet_leaves() {
    assertThat(new Facts(ABSENT, SUBMITTED).decide())
        .isEqualTo(Decision.toCancel(Duration.ofSeconds(1)));
  }

  @Test
  void a_job_that_was_put_back_into_the_queue_is_taken_out_of_it() {
    Facts facts = new Facts(WANTED, SUBMITTED);
    facts.jobRequeued = true;
    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.WITHDRAW));

    Facts told = new Facts(ENDED, SUBMITTED.cancelled(0, NOW.toEpochMilli()));
    told.jobRequeued = true;
    told.cancelTold = true;
    assertThat(told.decide()).isEqualTo(Decision.to(Deed.OBSERVE));
    told.now = NOW.plus(PodSync.MARGIN);
    assertThat(told.decide()).isEqualTo(Decision.to(Deed.KILL));
  }

  @Test
  void a_pod_whose_job_has_to_give_way_ends_within_what_is_left() {
    Facts facts = new Facts(WANTED, SUBMITTED);
    facts.podGrace = 30;
    facts.giveWayBy = NOW.plusSeconds(20);
    assertThat(facts.decide()).isEqualTo(Decision.toGiveWay(Duration.ofSeconds(17)));

    facts.giveWayBy = NOW.plusSeconds(300);
    assertThat(facts.decide()).isEqualTo(Decision.toGiveWay(Duration.ofSeconds(30)));

    facts.giveWayBy = Instant.MAX;
    assertThat(facts.decide()).isEqualTo(Decision.toGiveWay(Duration.ofSeconds(30)));

    facts.giveWayBy = NOW.plusSeconds(3);
    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.OBSERVE));
  }

  @Test
  void a_job_that_was_told_to_end_is_observed_until_its_grace_is_over_and_then_killed() {
    Facts facts = new Facts(DELETING, SUBMITTED.cancelled(12, NOW.toEpochMilli()));
    facts.deletionGrace = 12;
    facts.cancelTold = true;
    Duration whole = Duration.ofSeconds(12).plus(PodSync.MARGIN);

    facts.now = NOW.plus(whole).minusMillis(1);
    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.OBSERVE));

    facts.now = NOW.plus(whole);
    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.KILL));
  }

  @Test
  void a_shorter_grace_cancels_again_and_a_longer_one_does_not() {
    Facts facts = new Facts(DELETING, SUBMITTED.cancelled(12, NOW.toEpochMilli()));
    facts.cancelTold = true;

    facts.deletionGrace = 3;
    assertThat(facts.decide()).isEqualTo(Decision.toCancel(Duration.ofSeconds(3)));

    facts.deletionGrace = 30;
    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.OBSERVE));
  }

  @Test
  void an_order_to_cancel_that_the_batch_system_did_not_take_is_given_again() {
    Facts facts = new Facts(DELETING, SUBMITTED.cancelled(12, NOW.toEpochMilli()));
    facts.deletionGrace = 30;

    assertThat(facts.decide()).isEqualTo(Decision.toCancel(Duration.ofSeconds(12)));
  }

  @Test
  void a_pod_past_its_deadline_is_ended_with_its_own_grace() {
    Facts facts = new Facts(WANTED, SUBMITTED);
    facts.podGrace = 5;
    facts.deadline = NOW;

    assertThat(facts.decide()).isEqualTo(Decision.toCancel(Duration.ofSeconds(5)));

    facts.deadline = NOW.plusMillis(1);
    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.OBSERVE));
  }

  @Test
  void a_pod_that_ended_before_its_deadline_is_left_to_end() {
    Facts facts = new Facts(WANTED, SUBMITTED);
    facts.deadline = NOW;
    facts.history =
        new PodHistory(
            NOW,
            "host",
            null,
            null,
            true,
            null,
            null,
            NOW,
            "Completed",
            "",
            null,
            Map.of(),
            Map.of());

    assertThat(facts.decide()).isEqualTo(Decision.to(Deed.OBSERVE));
  }

  /** Facts that a test changes one by one. */
  private static final class Facts {
    private final ApiObject object;
    private final @Nullable LedgerEntry entry;
    private long deletionGrace;
    private long podGrace = 30;
    private boolean ranBefore;
    private @Nullable Boolean jobExists;
    private boolean jobOver;
    private boolean cancelTold;
    private boolean jobRequeued;
    private @Nullable Instant giveWayBy;
    private PodHistory history = PodHistory.NONE;
    private @Nullable Instant deadline;
    private Instant now = NOW;

    Facts(ApiObject object, @Nullable LedgerEntry entry) {
      this.object = object;
      this.entry = entry;
    }

    Decision decide() {
      return PodSync.decide(
          new PodFacts(
              object,
              deletionGrace,
              podGrace,
              ranBefore,
              entry,
              jobExists,
              jobOver,
              cancelTold,
              jobRequeued,
              giveWayBy,
              history,
              deadline,
              now));
    }
  }
}
