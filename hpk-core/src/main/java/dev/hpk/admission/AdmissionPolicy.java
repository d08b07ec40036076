package dev.hpk.admission;

/** What becomes of a pod that is larger than what is free. */
public enum AdmissionPolicy {
  /** It waits in the batch system's queue; only what can never run there is rejected. */
  QUEUE,
  /** It is rejected, as by a kubelet: the node has no more than it offers. */
  STRICT
}
