package dev.hpk.server;

import dev.hpk.watch.ContainerHistory;
import dev.hpk.watch.ContainerHistory.Ended;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a container that have logs.
 *
 * @param current the one that runs, else the one that ended last; null when none was started
 * @param previous the one that ended before; null when there was none
 * @param waiting why the container waits; null when it does not
 */
record Attempts(@Nullable Integer current, @Nullable Integer previous, @Nullable String waiting) {

  private static final String CREATING = "ContainerCreating";

  /** What the journal says. */
  static Attempts of(ContainerHistory history) {
    ContainerHistory.Running running = history.running();
    ContainerHistory.Waiting waiting = history.waiting();
    Integer ended = attempt(history.ended());
    if (running != null) {
      return new Attempts(running.attempt(), ended, null);
    }
    if (waiting != null) {
      return new Attempts(ended, ended, waiting.reason().isEmpty() ? CREATING : waiting.reason());
    }
    return new Attempts(ended, attempt(history.endedBefore()), null);
  }

  /** What the API server remembers, for a pod that the journal no longer knows. */
  static Attempts of(ContainerStatus status) {
    ContainerState state = status.getState();
    int count = status.getRestartCount() == null ? 0 : status.getRestartCount();
    boolean endedBefore =
        status.getLastState() != null && status.getLastState().getTerminated() != null;
    if (state != null && (state.getRunning() != null || state.getTerminated() != null)) {
      return new Attempts(count, endedBefore ? count - 1 : null, null);
    }
    Integer last = endedBefore ? count : null;
    boolean waits = state != null && state.getWaiting() != null;
    String reason = waits ? state.getWaiting().getReason() : null;
    return new Attempts(last, last, reason == null ? CREATING : reason);
  }

  private static @Nullable Integer attempt(@Nullable Ended ended) {
    return ended == null ? null : ended.attempt();
  }
}
