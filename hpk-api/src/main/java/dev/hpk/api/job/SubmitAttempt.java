package dev.hpk.api.job;

/** Whether a job may have been submitted before. */
public enum SubmitAttempt {
  /** It was surely never submitted. */
  FIRST,
  /** An earlier attempt may have been accepted although nobody heard the answer. */
  REPEATED
}
