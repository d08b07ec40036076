package dev.hpk.report;

import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.watch.PodHistory;
import org.jspecify.annotations.Nullable;

/** Whether a pod is ending or over. Pure. */
public final class PodEnding {

  private PodEnding() {}

  /**
   * Whether nothing of the pod runs or will run again, so that its terminal phase may be shown.
   *
   * <p>After the supervisor's last line that is so at once when the pod ended of itself, by its own
   * deadline or by this kubelet. When it was stopped from outside, only the batch system knows why:
   * then its word is waited for. A job that was put back into the queue never runs the pod again.
   */
  public static boolean isOver(PodObservation observation) {
    return switch (observation.stage()) {
      case OVER, REFUSED, NEVER_STARTED -> true;
      case ACCEPTED, SUBMITTED -> {
        PodHistory history = observation.history();
        if (isRequeued(observation)) {
          yield true;
        }
        yield history.hasEnded()
            && !anyRuns(history)
            && (endedOfItself(history)
                || exceededDeadline(history)
                || wasEvicted(history)
                || observation.cancelled());
      }
    };
  }

  /** The pod ran, and its job waits again. */
  public static boolean isRequeued(PodObservation observation) {
    return isRequeued(observation.job(), observation.history());
  }

  /** The pod ran, and its job waits again. */
  public static boolean isRequeued(@Nullable JobReport job, PodHistory history) {
    return job != null && job.state() == JobState.REQUEUED && history.started() != null;
  }

  /** Whether the pod's containers are not started again whatever they exit with. */
  static boolean isTerminating(PodObservation observation) {
    return observation.pod().getMetadata().getDeletionTimestamp() != null
        || observation.cancelled()
        || observation.deadlinePassed()
        || observation.history().stopping() != null;
  }

  /** The supervisor's last line says that the containers ended, and that nobody ended them. */
  static boolean endedOfItself(PodHistory history) {
    return history.hasEnded()
        && (history.endReason().equals("Completed") || history.endReason().equals("Failed"));
  }

  /** The supervisor stopped the pod because of activeDeadlineSeconds. */
  static boolean exceededDeadline(PodHistory history) {
    return PodReason.DEADLINE_EXCEEDED.equals(history.stopping())
        || PodReason.DEADLINE_EXCEEDED.equals(history.endReason());
  }

  /** The supervisor stopped the pod because it took more room than it may. */
  static boolean wasEvicted(PodHistory history) {
    return PodReason.EVICTED.equals(history.endReason());
  }

  /** Whether the batch system says that no process of the job can exist. */
  static boolean cannotRun(@Nullable JobReport job) {
    return job != null && (job.state().isEnded() || job.state() == JobState.REQUEUED);
  }

  private static boolean anyRuns(PodHistory history) {
    return history.containers().values().stream()
        .anyMatch(container -> container.running() != null);
  }
}
