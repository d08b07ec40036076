package dev.hpk.admission;

/**
 * Why a pod may not run on the node (kubelet lifecycle.PodAdmitResult).
 *
 * @param reason of the pod's status and of the event, such as {@code OutOfcpu}
 * @param message for people, without the words that begin the message of a rejected pod
 */
public record Rejection(String reason, String message) {

  /** kubelet InsufficientResourceError. */
  static Rejection insufficient(String resource, long requested, long used, long capacity) {
    return new Rejection(
        "OutOf" + resource,
        "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
            .formatted(resource, requested, used, capacity));
  }

  /** kubelet PredicateFailureError. */
  static Rejection predicate(String name, String description) {
    return new Rejection(name, "Predicate %s failed: %s".formatted(name, description));
  }
}
