package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The events that follow from a change of one container's status. Pure. */
final class ContainerEvents {

  List<PodEvent> between(
      Pod pod,
      Container container,
      String path,
      @Nullable ContainerStatus before,
      @Nullable ContainerStatus after) {
    List<PodEvent> events = new ArrayList<>();
    if (after == null) {
      return events;
    }
    String name = container.getName();
    ContainerStateTerminated terminated = terminated(after);
    if (starts(after) > starts(before)) {
      events.add(PodEvent.normal(EventReason.CREATED, "Created container: " + name));
      if (terminated == null || !couldNotStart(terminated)) {
        events.add(PodEvent.normal(EventReason.STARTED, "Started container " + name));
      }
    }
    ContainerStateWaiting waiting = waiting(after);
    if (waiting != null && !sameWait(waiting(before), waiting)) {
      events.addAll(waits(pod, container, waiting));
    }
    if (terminated != null && terminated(before) == null && couldNotStart(terminated)) {
      events.add(PodEvent.warning(EventReason.FAILED, "Error: " + terminated.getMessage()));
    }
    return events.stream().map(event -> concernsPod(event) ? event : event.of(path)).toList();
  }

  private static List<PodEvent> waits(Pod pod, Container container, ContainerStateWaiting waiting) {
    String reason = waiting.getReason();
    String message = waiting.getMessage() == null ? "" : waiting.getMessage();
    String image = container.getImage();
    return switch (reason) {
      case WaitingReason.CRASH_LOOP_BACK_OFF ->
          List.of(
              PodEvent.warning(
                  EventReason.BACK_OFF,
                  "Back-off restarting failed container "
                      + container.getName()
                      + " in pod "
                      + identity(pod.getMetadata())));
      case WaitingReason.ERROR_IMAGE_PULL ->
          List.of(
              PodEvent.warning(
                  EventReason.FAILED, "Failed to pull image \"" + image + "\": " + message),
              PodEvent.warning(EventReason.FAILED, "Error: " + reason));
      case WaitingReason.IMAGE_PULL_BACK_OFF ->
          List.of(
              PodEvent.normal(EventReason.BACK_OFF, "Back-off pulling image \"" + image + "\""),
              PodEvent.warning(EventReason.FAILED, "Error: " + reason));
      case WaitingReason.ERROR_IMAGE_NEVER_PULL ->
          List.of(
              PodEvent.warning(
                  EventReason.ERROR_IMAGE_NEVER_PULL,
                  "Container image \"" + image + "\" is not present with pull policy of Never"),
              PodEvent.warning(EventReason.FAILED, "Error: " + reason));
      case WaitingReason.INVALID_IMAGE_NAME ->
          List.of(
              PodEvent.warning(EventReason.INSPECT_FAILED, message),
              PodEvent.warning(EventReason.FAILED, "Error: " + reason));
      // the supervisor has told of it
      case WaitingReason.POST_START_HOOK_ERROR -> List.of();
      case WaitingReason.CONTAINER_CREATING, WaitingReason.POD_INITIALIZING -> preparing(message);
      default ->
          List.of(
              PodEvent.warning(
                  EventReason.FAILED, "Error: " + (message.isEmpty() ? reason : message)));
    };
  }

  /** What stands in the way of the whole pod: told of without a container's path. */
  private static List<PodEvent> preparing(String message) {
    if (message.startsWith("MountVolume") || message.startsWith("Unable to attach or mount")) {
      return List.of(PodEvent.warning(EventReason.FAILED_MOUNT, message));
    }
    if (message.startsWith("Failed to create pod sandbox")) {
      return List.of(PodEvent.warning(EventReason.FAILED_CREATE_POD_SANDBOX, message));
    }
    return List.of();
  }

  private static boolean concernsPod(PodEvent event) {
    return event.reason().equals(EventReason.FAILED_MOUNT)
        || event.reason().equals(EventReason.FAILED_CREATE_POD_SANDBOX);
  }

  private static String identity(ObjectMeta pod) {
    return pod.getName() + "_" + pod.getNamespace() + "(" + pod.getUid() + ")";
  }

  /** How often the container was started, as far as a status shows. */
  private static int starts(@Nullable ContainerStatus status) {
    if (status == null) {
      return 0;
    }
    int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
    ContainerState state = status.getState();
    ContainerState last = status.getLastState();
    boolean lost =
        state != null
            && state.getTerminated() != null
            && state.getTerminated().getStartedAt() == null;
    boolean started =
        state != null && (state.getRunning() != null || (state.getTerminated() != null && !lost));
    boolean startedBefore = last != null && last.getTerminated() != null;
    return started || startedBefore ? restarts + 1 : restarts;
  }

  private static boolean couldNotStart(ContainerStateTerminated terminated) {
    return "ContainerCannotRun".equals(terminated.getReason())
        || "StartError".equals(terminated.getReason());
  }

  private static boolean sameWait(
      @Nullable ContainerStateWaiting before, ContainerStateWaiting after) {
    return before != null
        && Objects.equals(before.getReason(), after.getReason())
        && Objects.equals(before.getMessage(), after.getMessage());
  }

  private static @Nullable ContainerStateWaiting waiting(@Nullable ContainerStatus status) {
    return status == null || status.getState() == null ? null : status.getState().getWaiting();
  }

  private static @Nullable ContainerStateTerminated terminated(@Nullable ContainerStatus status) {
    return status == null || status.getState() == null ? null : status.getState().getTerminated();
  }
}
