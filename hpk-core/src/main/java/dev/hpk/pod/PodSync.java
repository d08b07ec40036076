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

  /** What a pod has that was deleted without any (kubelet calculateEffectiveGracePeriod). */
  private static final long LEAST_GRACE_SECONDS = 1;

  /** What a pod that gives way needs for its last words. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(3);

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
        if (facts.jobRequeued()) {
          yield entry.wasCancelled() ? end(facts, entry, 0) : Decision.to(Deed.WITHDRAW);
        }
        yield facts.giveWayBy() == null ? Decision.to(Deed.OBSERVE) : giveWay(facts);
      }
    };
  }

  /** Within what the batch system leaves, and not at all when that is next to nothing. */
  private static Decision giveWay(PodFacts facts) {
    Duration rest = Duration.between(facts.now(), facts.giveWayBy()).minus(LAST_MOMENT);
    Duration own = Duration.ofSeconds(facts.podGraceSeconds());
    Duration grace = rest.compareTo(own) < 0 ? rest : own;
    return grace.toSeconds() < 1 ? Decision.to(Deed.OBSERVE) : Decision.toGiveWay(grace);
  }

  private static Decision unwanted(PodFacts facts, LedgerEntry entry, Deed afterwards) {
    return switch (entry.step()) {
      case FINISHED -> Decision.to(afterwards);
      case SUBMITTED ->
          facts.jobOver()
              ? Decision.to(Deed.FINISH)
              : end(facts, entry, Math.max(facts.deletionGraceSeconds(), LEAST_GRACE_SECONDS));
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
