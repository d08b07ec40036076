package dev.hpk.pod;

import dev.hpk.ledger.LedgerEntry;
import dev.hpk.watch.PodHistory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a decision about a pod stands on.
 *
 * @param object how the API server has the pod
 * @param deletionGraceSeconds the grace period of its deletion; 0 when it is gone from the API:
 *     then it was deleted by force and nobody waits for it
 * @param podGraceSeconds its terminationGracePeriodSeconds
 * @param ranBefore whether its status in the API tells of containers that were started
 * @param entry its ledger entry; null when it has none
 * @param jobExists whether the batch system has a job of its name, while the ledger knows no job of
 *     it; null when that is not known for sure
 * @param jobOver whether the batch system says that its job is over, or knows it no more
 * @param cancelTold whether the batch system took this kubelet's last order to cancel
 * @param jobRequeued whether its job waits again although the pod ran
 * @param giveWayBy when the batch system will end its job in favour of another one; null when it
 *     will not, or the pod is ending already
 * @param history what the journal says
 * @param deadline when activeDeadlineSeconds passes; null when it has none
 * @param now the present
 */
record PodFacts(
    ApiObject object,
    long deletionGraceSeconds,
    long podGraceSeconds,
    boolean ranBefore,
    @Nullable LedgerEntry entry,
    @Nullable Boolean jobExists,
    boolean jobOver,
    boolean cancelTold,
    boolean jobRequeued,
    @Nullable Instant giveWayBy,
    PodHistory history,
    @Nullable Instant deadline,
    Instant now) {

  /** How the API server has a pod. */
  enum ApiObject {
    /** It does not have it. */
    ABSENT,
    /** Wanted, and its phase is not terminal. */
    WANTED,
    /** Wanted still, and its phase is terminal. */
    ENDED,
    /** Being deleted. */
    DELETING
  }

  boolean deadlinePassed() {
    return deadline != null && !now.isBefore(deadline);
  }
}
