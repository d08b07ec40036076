package dev.hpk.api.job;

/**
 * Every state and outcome that Slurm, PBS, LSF or HTCondor can report of a job. The names are
 * Slurm's (squeue(1), JOB STATE CODES) where it has one.
 */
public enum JobState {
  /** Waits for its turn or its resources. */
  PENDING(Phase.WAITING),
  /** Waits for somebody to act: it is held, or waits for what does not come by itself. */
  HELD(Phase.WAITING),
  /** Has hosts, which are being made ready. */
  CONFIGURING(Phase.WAITING),
  /** Was put back into the queue and waits again. */
  REQUEUED(Phase.WAITING),
  /** Runs. */
  RUNNING(Phase.ACTIVE),
  /** Has hosts but its processes are stopped. */
  SUSPENDED(Phase.ACTIVE),
  /** Ended or was cancelled; its processes and hosts are being cleaned up. */
  COMPLETING(Phase.ACTIVE),
  /** Ended with exit code 0. */
  COMPLETED(Phase.ENDED),
  /** Ended with another exit code. */
  FAILED(Phase.ENDED),
  /** Was cancelled by its user or an operator. */
  CANCELLED(Phase.ENDED),
  /** Was ended because its time limit was over. */
  TIMEOUT(Phase.ENDED),
  /** Was ended because its deadline passed. */
  DEADLINE(Phase.ENDED),
  /** Used more memory than it had. */
  OUT_OF_MEMORY(Phase.ENDED),
  /** One of its hosts failed. */
  NODE_FAIL(Phase.ENDED),
  /** Its hosts could not be started. */
  BOOT_FAIL(Phase.ENDED),
  /** It never started on its hosts, such as for a failed prolog. */
  LAUNCH_FAILED(Phase.ENDED),
  /** Gave way to another job. */
  PREEMPTED(Phase.ENDED),
  /** Was moved to another cluster or revoked by the batch system. */
  REVOKED(Phase.ENDED);

  private enum Phase {
    WAITING,
    ACTIVE,
    ENDED
  }

  private final Phase phase;

  JobState(Phase phase) {
    this.phase = phase;
  }

  /** No process of it has started. */
  public boolean isWaiting() {
    return phase == Phase.WAITING;
  }

  /** It holds hosts, and processes of it may exist. */
  public boolean isActive() {
    return phase == Phase.ACTIVE;
  }

  /** It is over for good. */
  public boolean isEnded() {
    return phase == Phase.ENDED;
  }
}
