package dev.hpk.report;

import org.jspecify.annotations.Nullable;

/**
 * Something worth telling of a pod or the node.
 *
 * @param type {@code Normal} or {@code Warning}
 * @param reason one of {@link EventReason}
 * @param message for people
 * @param fieldPath such as {@code spec.containers{web}}; null when it concerns the whole pod
 */
public record PodEvent(String type, String reason, String message, @Nullable String fieldPath) {

  /** Nothing to act on. */
  public static final String NORMAL = "Normal";

  /** Somebody may have to act. */
  public static final String WARNING = "Warning";

  public static PodEvent normal(String reason, String message) {
    return new PodEvent(NORMAL, reason, message, null);
  }

  public static PodEvent warning(String reason, String message) {
    return new PodEvent(WARNING, reason, message, null);
  }

  PodEvent of(String path) {
    return new PodEvent(type, reason, message, path);
  }
}
