package dev.hpk.examples;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How the pod of the quickstart ended, for people. */
final class QuickstartReport {

  private QuickstartReport() {}

  static List<String> of(Pod pod, Instant created) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "Pod          " + pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName());
    lines.add("Phase        " + pod.getStatus().getPhase());
    List<ContainerStatus> all = new ArrayList<>(pod.getStatus().getInitContainerStatuses());
    all.addAll(pod.getStatus().getContainerStatuses());
    all.forEach(status -> lines.add("Container    " + container(status)));
    lines.add(
        String.format(
            "Took         %.1f s from creation to the end in the API",
            Duration.between(created, Instant.now()).toMillis() / 1000.0));
    return lines;
  }

  private static String container(ContainerStatus status) {
    ContainerStateTerminated end = status.getState().getTerminated();
    if (end == null) {
      return status.getName() + ": did not end";
    }
    return String.format(
        "%s: exit code %d (%s), %s to %s",
        status.getName(),
        end.getExitCode(),
        end.getReason(),
        end.getStartedAt(),
        end.getFinishedAt());
  }
}
