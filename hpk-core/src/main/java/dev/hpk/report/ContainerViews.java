package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions to container statuses, whose fields may all be missing. Pure. */
final class ContainerViews {

  private ContainerViews() {}

  static @Nullable ContainerStatus find(List<ContainerStatus> statuses, String name) {
    return statuses.stream()
        .filter(status -> name.equals(status.getName()))
        .findFirst()
        .orElse(null);
  }

  static @Nullable ContainerStateRunning running(ContainerStatus status) {
    return status.getState() == null ? null : status.getState().getRunning();
  }

  static @Nullable ContainerStateTerminated terminated(ContainerStatus status) {
    return status.getState() == null ? null : status.getState().getTerminated();
  }

  static @Nullable ContainerStateTerminated lastTerminated(ContainerStatus status) {
    ContainerState last = status.getLastState();
    return last == null ? null : last.getTerminated();
  }

  /** How it ended: now, or before it began to wait to be started again. */
  static @Nullable ContainerStateTerminated stopped(ContainerStatus status) {
    ContainerStateTerminated terminated = terminated(status);
    return terminated == null ? lastTerminated(status) : terminated;
  }

  /** Whether one of these was ever started (kubelet HasAnyRegularContainerStarted). */
  static boolean anyMainStarted(List<ContainerStatus> main) {
    return main.stream().anyMatch(ContainerViews::wasStarted);
  }

  static boolean wasStarted(ContainerStatus status) {
    return running(status) != null || stopped(status) != null;
  }

  /** An init container that is always restarted. */
  static boolean isSidecar(Container initContainer) {
    return "Always".equals(initContainer.getRestartPolicy());
  }

  static int restarts(ContainerStatus status) {
    return status.getRestartCount() == null ? 0 : status.getRestartCount();
  }
}
