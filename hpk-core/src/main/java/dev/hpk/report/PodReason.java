package dev.hpk.report;

/** The reasons of a pod as a whole. */
final class PodReason {

  /** It was active, or its job ran, longer than it may (kubelet active_deadline.go). */
  static final String DEADLINE_EXCEEDED = "DeadlineExceeded";

  /** Its job gave way to another one (kubelet preemption.go). */
  static final String PREEMPTING = "Preempting";

  /** It took more room than it may (kubelet eviction_manager.go). */
  static final String EVICTED = "Evicted";

  /** Its host went away (kubelet nodeshutdown). */
  static final String TERMINATED = "Terminated";

  /** Its job used more memory than it had. */
  static final String OOM_KILLED = "OOMKilled";

  /** Its job waits; HPK's own. */
  static final String JOB_PENDING = "JobPending";

  /** Its job waits for somebody to act; HPK's own. */
  static final String JOB_HELD = "JobHeld";

  /** Its job's processes are stopped for now; HPK's own. */
  static final String JOB_SUSPENDED = "JobSuspended";

  /** Somebody else cancelled its job; HPK's own. */
  static final String JOB_CANCELLED = "JobCancelled";

  /** Its job failed beside its containers; HPK's own. */
  static final String JOB_FAILED = "JobFailed";

  /** The batch system knows its job no more, and nothing tells how it ended; HPK's own. */
  static final String JOB_LOST = "JobLost";

  /** How the message of a rejected pod begins (kubelet.go rejectPod). */
  static final String REJECTED = "Pod was rejected: ";

  private PodReason() {}
}
