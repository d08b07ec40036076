package dev.hpk.server;

import dev.hpk.resolve.EphemeralSpecs;
import dev.hpk.watch.ContainerHistory;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The log of one attempt of a container, as a kubelet chooses it (kubelet_pods.go,
 * validateContainerLogStatus).
 */
record ContainerLog(String namespace, String pod, String uid, String container, int attempt) {

  private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");

  /**
   * Chooses the attempt.
   *
   * @throws Refusal with 404 or 400 and a kubelet's text
   */
  static ContainerLog choose(
      PodSource pods, String namespace, String name, String container, boolean previous) {
    Pod pod =
        pods.pod(namespace, name)
            .orElseThrow(() -> Refusal.notFound("pod " + quoted(name) + " does not exist"));
    if (!names(pod).contains(container)) {
      throw Refusal.notFound(
          "container " + quoted(container) + " not found in pod " + quoted(name));
    }
    String subject = "container " + quoted(container) + " in pod " + quoted(name);
    String uid = pod.getMetadata().getUid();
    Attempts attempts = attempts(pods.history(uid), pod, container, subject);
    Integer chosen = previous ? attempts.previous() : attempts.current();
    if (chosen != null) {
      return new ContainerLog(namespace, name, uid, container, chosen);
    }
    if (previous) {
      throw Refusal.badRequest("previous terminated " + subject + " not found");
    }
    String reason = attempts.waiting();
    throw Refusal.badRequest(
        reason == null
            ? subject + " is not available"
            : subject + " is waiting to start: " + explained(reason));
  }

  /** Whether nothing more can come: the attempt or the pod has ended, or the pod is gone. */
  boolean isOver(PodSource pods) {
    Optional<Pod> found = pods.pod(namespace, pod);
    if (found.isEmpty() || !uid.equals(found.get().getMetadata().getUid())) {
      return true;
    }
    PodStatus status = found.get().getStatus();
    if (status != null && status.getPhase() != null && TERMINAL.contains(status.getPhase())) {
      return true;
    }
    PodHistory history = pods.history(uid);
    ContainerHistory heard = history.container(container);
    return history.hasEnded()
        || heard.attempt() > attempt
        || (heard.ended() != null && heard.ended().attempt() >= attempt);
  }

  /** For answers: the names may come from a stranger. */
  static String quoted(String name) {
    String escaped = name.replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + escaped.replaceAll("\\p{Cntrl}", "?") + "\"";
  }

  String subject() {
    return "container " + quoted(container) + " in pod " + quoted(pod);
  }

  private static List<String> names(Pod pod) {
    return Stream.of(
            pod.getSpec().getInitContainers(),
            pod.getSpec().getContainers(),
            EphemeralSpecs.of(pod))
        .flatMap(List::stream)
        .map(Container::getName)
        .toList();
  }

  private static Attempts attempts(PodHistory history, Pod pod, String container, String subject) {
    ContainerHistory heard = history.containers().get(container);
    if (heard != null) {
      return Attempts.of(heard);
    }
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    return Stream.of(
            status.getContainerStatuses(),
            status.getInitContainerStatuses(),
            status.getEphemeralContainerStatuses())
        .flatMap(List::stream)
        .filter((ContainerStatus each) -> container.equals(each.getName()))
        .findFirst()
        .map(Attempts::of)
        .orElseThrow(() -> Refusal.badRequest(subject + " is not available"));
  }

  private static String explained(String reason) {
    return switch (reason) {
      case "ErrImagePull" -> "image can't be pulled";
      case "ImagePullBackOff" -> "trying and failing to pull image";
      default -> reason;
    };
  }
}
