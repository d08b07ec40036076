package dev.hpk.pod;

import dev.hpk.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides what is to be done about a pod. Pure, and the same after a restart of the kubelet as in
 * any other minute.
 */
final class PodSync {

  /** How long a job may outlive its grace period before it is killed. */
  static final Duration MARGIN = Duration.ofSeconds(8);

  /**
   * How long after the intent a job may still appear that was submitted just before its kubelet
   * died.
   */
  static final Duration DOUBT = Duration.ofSeconds(60);

  private PodSync() {}

  static Decision decide(PodFacts facts) {
    LedgerEntry entry = facts.entry();
    if (entry == null) {
      return withoutEntry(facts);
    }
    return switch (facts.object()) {
      case ABSENT -> unwanted(facts, entry, new Decision.Forget());
      case DELETING -> unwanted(facts, entry, new Decision.Settle(true));
      case WANTED, ENDED -> wanted(facts, entry);
    };
  }

  private static Decision withoutEntry(PodFacts facts) {
    return switch (facts.object()) {
      case ABSENT -> new Decision.Forget();
      case ENDED -> new Decision.Rest();
      case DELETING -> facts.jobExists() == Boolean.TRUE ? new Decision.Adopt() : neverHadJob(facts);
      case WANTED -> {
        if (facts.jobExists() == Boolean.TRUE) {
          yield new Decision.Adopt();
        }
        yield facts.ranBefore() ? new Decision.Lost() : new Decision.Submit();
      }
    };
  }

  private static Decision neverHadJob(PodFacts facts) {
    return facts.ranBefore() ? new Decision.Lost() : new Decision.NeverStarted();
  }

  private static Decision wanted(PodFacts facts, LedgerEntry entry) {
    return switch (entry.step()) {
      case INTENT -> new Decision.SubmitAgain();
      case FINISHED -> new Decision.Settle(false);
      case SUBMITTED -> {
        if (facts.jobOver()) {
          yield new Decision.Finish();
        }
        if (facts.deadlinePassed() && !facts.history().hasEnded()) {
          yield end(facts, entry, facts.podGraceSeconds());
        }
        yield new Decision.Observe();
      }
    };
  }

  private static Decision unwanted(PodFacts facts, LedgerEntry entry, Decision afterwards) {
    return switch (entry.step()) {
      case FINISHED -> afterwards;
      case SUBMITTED -> facts.jobOver() ? new Decision.Finish() : end(facts, entry, grace(facts));
      case INTENT -> doubtful(facts, entry);
    };
  }

  private static Decision doubtful(PodFacts facts, LedgerEntry entry) {
    if (facts.jobExists() == null) {
      return new Decision.FindOut();
    }
    if (facts.jobExists()) {
      return new Decision.Adopt();
    }
    boolean mayAppear =
        facts.now().isBefore(Instant.ofEpochMilli(entry.intentAt()).plus(DOUBT));
    if (mayAppear) {
      return new Decision.FindOut();
    }
    return facts.object() == PodFacts.ApiObject.ABSENT
        ? new Decision.Forget()
        : new Decision.NeverStarted();
  }

  /** A pod that is gone from the API was deleted by force: nobody waits for it. */
  private static long grace(PodFacts facts) {
    return facts.object() == PodFacts.ApiObject.ABSENT ? 0 : facts.deletionGraceSeconds();
  }

  private static Decision end(PodFacts facts, LedgerEntry entry, long graceSeconds) {
    if (!entry.wasCancelled() || graceSeconds < entry.cancelGraceSeconds()) {
      return new Decision.Cancel(Duration.ofSeconds(graceSeconds));
    }
    Instant cancelled = Instant.ofEpochMilli(entry.cancelledAt());
    Instant due = cancelled.plusSeconds(entry.cancelGraceSeconds()).plus(MARGIN);
    return facts.now().isBefore(due) ? new Decision.Observe() : new Decision.Kill();
  }}
