package dev.hpk.pod;

import dev.hpk.ledger.LedgerEntry;
import dev.hpk.pod.Decision.Deed;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides what is to be done about a pod. Pure, and the same after a restart of the kubelet as in
 * any other minute.
 */
final class PodSync {

  /** How long a job may outlive its grace period before it is killed, and between two kills. */
  static final Duration MARGIN = Duration.ofSeconds(8);

  private PodSync() {}

  static Decision decide(PodFacts facts) {
    LedgerEntry entry = facts.entry();
    if (entry == null) {
      return withoutEntry(facts);
    }
    return switch (facts.object()) {
      case ABSENT -> unwanted(facts, entry, Deed.FORGET);
      case DELETING -> unwanted(facts, entry, Deed.REMOVE);
      case WANTED, ENDED -> wanted(facts, entry);
    };
  }

  private static Decision withoutEntry(PodFacts facts) {
    if (facts.object() == PodFacts.ApiObject.ABSENT) {
      return Decision.to(Deed.FORGET);
    }
    if (facts.jobExists() == null) {
      return Decision.to(Deed.FIND_OUT);
    }
    if (facts.jobExists()) {
      return Decision.to(Deed.ADOPT);
    }
    return switch (facts.object()) {
      case ENDED, ABSENT -> Decision.to(Deed.REST);
      case WANTED -> Decision.to(facts.ranBefore() ? Deed.LOST : Deed.SUBMIT);
      case DELETING -> Decision.to(facts.ranBefore() ? Deed.LOST : Deed.NEVER_STARTED);
    };
  }

  private static Decision wanted(PodFacts facts, LedgerEntry entry) {
    return switch (entry.step()) {
      case INTENT -> Decision.to(Deed.SUBMIT_AGAIN);
      case FINISHED -> Decision.to(Deed.SETTLE);
      case SUBMITTED -> {
        if (facts.jobOver()) {
          yield Decision.to(Deed.FINISH);
        }
        if (facts.deadlinePassed() && !facts.history().hasEnded()) {
          yield end(facts, entry, facts.podGraceSeconds());
        }
        yield Decision.to(Deed.OBSERVE);
      }
    };
  }

  private static Decision unwanted(PodFacts facts, LedgerEntry entry, Deed afterwards) {
    return switch (entry.step()) {
      case FINISHED -> Decision.to(afterwards);
      case SUBMITTED ->
          facts.jobOver()
              ? Decision.to(Deed.FINISH)
              : end(facts, entry, facts.deletionGraceSeconds());
      case INTENT -> {
        if (facts.jobExists() == null) {
          yield Decision.to(Deed.FIND_OUT);
        }
        yield Decision.to(facts.jobExists() ? Deed.ADOPT : Deed.NEVER_STARTED);
      }
    };
  }

  private static Decision end(PodFacts facts, LedgerEntry entry, long graceSeconds) {
    if (!entry.wasCancelled() || graceSeconds < entry.cancelGraceSeconds()) {
      return Decision.toCancel(Duration.ofSeconds(graceSeconds));
    }
    if (!facts.cancelTold()) {
      return Decision.toCancel(Duration.ofSeconds(entry.cancelGraceSeconds()));
    }
    Instant due =
        Instant.ofEpochMilli(entry.cancelledAt())
            .plusSeconds(entry.cancelGraceSeconds())
            .plus(MARGIN);
    return Decision.to(facts.now().isBefore(due) ? Deed.OBSERVE : Deed.KILL);
  }
}
