package dev.hpk.testkit.scheduler;

/** How {@link FakeScheduler} answers one call of {@code submit}. */
public enum SubmitAnswer {
  /** The job is accepted, and the caller hears of it. */
  ACCEPTED,
  /** The job is accepted, but the answer is lost. */
  ACCEPTED_BUT_LOST,
  /** The question is lost: no job, and no answer. */
  LOST,
  /** The job is refused. */
  REFUSED
}
