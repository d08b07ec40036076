package dev.hpk.pod;

/**
 * The points between any two steps of a pod's life. A kubelet that dies at any of them must find
 * its way after a restart; tests stop it there.
 */
public enum LifePoint {
  /** Everything the pod names was read, and it was translated. */
  TRANSLATED,
  /** The ledger says that it may be submitted. */
  INTENT_WRITTEN,
  /** Script and files lie in the pod's directory. */
  FILES_WRITTEN,
  /** The batch system has accepted the job. */
  ACCEPTED,
  /** The ledger knows the job's id. */
  JOB_WRITTEN,
  /** A status that is not terminal was written to the API. */
  STATUS_WRITTEN,
  /** The ledger says that the job is cancelled; the batch system was not told yet. */
  CANCEL_WRITTEN,
  /** The batch system was told to cancel. */
  CANCELLED,
  /** The terminal status is in the ledger; the API server has not heard of it. */
  END_WRITTEN,
  /** The API server has the terminal status. */
  END_REPORTED,
  /** The API server was told to remove the pod; its directory is still there. */
  OBJECT_REMOVED;

  /** Hears of each point as it is passed, on the thread that passes it. */
  @FunctionalInterface
  public interface Listener {
    void passed(LifePoint point, String uid);
  }
}
