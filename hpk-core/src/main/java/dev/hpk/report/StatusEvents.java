package dev.hpk.report;

import dev.hpk.resolve.EphemeralSpecs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events that follow from a change of a pod's status. Pure. Their texts are a kubelet's
 * (kuberuntime_container.go, image_manager.go).
 */
public final class StatusEvents {

  private final ContainerEvents containers = new ContainerEvents();

  /**
   * What a kubelet tells when a pod's status goes from one to the other. The kubelet calls it after
   * the later one was written.
   *
   * @param before as the API server had it; null when it had none
   */
  public List<PodEvent> between(Pod pod, @Nullable PodStatus before, PodStatus after) {
    List<PodEvent> events = new ArrayList<>();
    for (Container container : pod.getSpec().getInitContainers()) {
      events.addAll(
          containers.between(
              pod,
              container,
              "spec.initContainers{" + container.getName() + "}",
              initStatus(before, container),
              initStatus(after, container)));
    }
    for (Container container : pod.getSpec().getContainers()) {
      events.addAll(
          containers.between(
              pod,
              container,
              "spec.containers{" + container.getName() + "}",
              status(before, container),
              status(after, container)));
    }
    for (Container container : EphemeralSpecs.of(pod)) {
      events.addAll(
          containers.between(
              pod,
              container,
              "spec.ephemeralContainers{" + container.getName() + "}",
              before == null ? null : find(before.getEphemeralContainerStatuses(), container),
              find(after.getEphemeralContainerStatuses(), container)));
    }
    PodEvent job = job(before, after);
    if (job != null) {
      events.add(job);
    }
    PodEvent failure = failure(before, after);
    if (failure != null) {
      events.add(failure);
    }
    return events.stream().distinct().toList();
  }

  /** What the batch system says of a job that waits or is stopped, whenever that changes. */
  private static @Nullable PodEvent job(@Nullable PodStatus before, PodStatus after) {
    String reason = after.getReason();
    String message = after.getMessage();
    boolean told =
        before != null
            && Objects.equals(before.getReason(), reason)
            && Objects.equals(before.getMessage(), message);
    if (reason == null || message == null || told) {
      return null;
    }
    return switch (reason) {
      case PodReason.JOB_PENDING -> PodEvent.normal(reason, message);
      case PodReason.JOB_HELD, PodReason.JOB_SUSPENDED -> PodEvent.warning(reason, message);
      default -> null;
    };
  }

  private static @Nullable PodEvent failure(@Nullable PodStatus before, PodStatus after) {
    boolean isNew =
        PodPhase.FAILED.equals(after.getPhase())
            && (before == null || !Objects.equals(before.getPhase(), after.getPhase()));
    String reason = after.getReason();
    if (!isNew || reason == null || reason.isEmpty()) {
      return null;
    }
    String message = after.getMessage() == null ? "" : after.getMessage();
    if (reason.equals(PodReason.DEADLINE_EXCEEDED)) {
      return PodEvent.normal(reason, message);
    }
    return PodEvent.warning(
        reason,
        message.startsWith(PodReason.REJECTED)
            ? message.substring(PodReason.REJECTED.length())
            : message);
  }

  private static @Nullable ContainerStatus initStatus(
      @Nullable PodStatus status, Container container) {
    return status == null ? null : find(status.getInitContainerStatuses(), container);
  }

  private static @Nullable ContainerStatus status(@Nullable PodStatus status, Container container) {
    return status == null ? null : find(status.getContainerStatuses(), container);
  }

  private static @Nullable ContainerStatus find(List<ContainerStatus> all, Container container) {
    return all.stream()
        .filter(status -> container.getName().equals(status.getName()))
        .findFirst()
        .orElse(null);
  }
}
