package dev.hpk.api.job;

/** What a batch scheduler can do beyond submitting, asking and cancelling. */
public enum SchedulerAbility {
  /** It remembers how a job ended long after that. */
  ACCOUNTING,
  /** A command can be run beside a running job. */
  ENTER,
  /** It hands out GPUs. */
  GPU,
  /** It ends a job when its time is over. */
  TIME_LIMIT,
  /** It kills a job that uses more memory than it asked for. */
  MEMORY_LIMIT
}
