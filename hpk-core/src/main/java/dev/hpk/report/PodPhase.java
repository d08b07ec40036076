package dev.hpk.report;

import io.fabric8.kubernetes.api.model.PodStatus;
import org.jspecify.annotations.Nullable;

/** The phases of a pod. */
public final class PodPhase {

  public static final String PENDING = "Pending";
  public static final String RUNNING = "Running";
  public static final String SUCCEEDED = "Succeeded";
  public static final String FAILED = "Failed";

  private PodPhase() {}

  /** Whether this phase is never left. */
  public static boolean isTerminal(@Nullable String phase) {
    return SUCCEEDED.equals(phase) || FAILED.equals(phase);
  }

  /** Whether a pod with this status is over for good; false for null. */
  public static boolean isTerminal(@Nullable PodStatus status) {
    return status != null && isTerminal(status.getPhase());
  }
}
