package dev.hpk.pod;

import java.time.Duration;

/**
 * What is to be done about a pod next.
 *
 * @param deed what
 * @param grace for {@link Deed#CANCEL} and {@link Deed#GIVE_WAY} what the pod may take to end; else
 *     zero
 */
record Decision(Deed deed, Duration grace) {

  /** The deeds, in the order of a pod's life. */
  enum Deed {
    /** Nothing until something is heard. */
    REST,
    /** Learn whether a job of its name exists. */
    FIND_OUT,
    /** Write the intent, then submit it. */
    SUBMIT,
    /** It may have been submitted before: submit it if no job of its name is found. */
    SUBMIT_AGAIN,
    /** A job of its name exists, but the ledger does not know its id. */
    ADOPT,
    /** Its job goes on: show what is known of it. */
    OBSERVE,
    /** End its job in order. */
    CANCEL,
    /** Its job is about to be ended in favour of another one: let the pod end in order before. */
    GIVE_WAY,
    /** It ran, and its job was put back into the queue: settle that, and take the job out. */
    WITHDRAW,
    /** Its job outlived its grace period. */
    KILL,
    /** Its job is over: settle how, in the ledger and then in the API. */
    FINISH,
    /** It is being deleted, or was, and never had a job: settle that. */
    NEVER_STARTED,
    /** It ran, but nothing is known of its job: it must not run again. */
    LOST,
    /** It ended: see that the API has its terminal status. */
    SETTLE,
    /** It ended and is being deleted: see that, and remove it from the API. */
    REMOVE,
    /** Nobody wants it any more and its job is over: forget it. */
    FORGET
  }

  static Decision to(Deed deed) {
    return new Decision(deed, Duration.ZERO);
  }

  static Decision toGiveWay(Duration grace) {
    return new Decision(Deed.GIVE_WAY, grace);
  }

  static Decision toCancel(Duration grace) {
    return new Decision(Deed.CANCEL, grace);
  }
}
