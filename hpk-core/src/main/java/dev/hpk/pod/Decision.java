package dev.hpk.pod;

import java.time.Duration;

/** What is to be done about a pod next. */
sealed interface Decision {

  /** Nothing until something is heard. */
  record Rest() implements Decision {}

  /** Write the intent, then submit it. */
  record Submit() implements Decision {}

  /** It may have been submitted before: submit it if no job of its name is found. */
  record SubmitAgain() implements Decision {}

  /** Its job goes on: show what is known of it. */
  record Observe() implements Decision {}

  /** A job of its name exists, but the ledger does not know its id. */
  record Adopt() implements Decision {}

  /** End its job in order. */
  record Cancel(Duration grace) implements Decision {}

  /** Its job outlived its grace period. */
  record Kill() implements Decision {}

  /** Its job is over: settle how, in the ledger and then in the API. */
  record Finish() implements Decision {}

  /** It ended: show that, and remove it from the API if it is being deleted. */
  record Settle(boolean deleteObject) implements Decision {}

  /** It is being deleted and never had a job. */
  record NeverStarted() implements Decision {}

  /** It ran, but nothing is known of its job: it must not run again. */
  record Lost() implements Decision {}

  /** Nobody wants it any more and its job is over: forget it. */
  record Forget() implements Decision {}

  /** Whether a job of its name exists must be known first. */
  record FindOut() implements Decision {}
}
