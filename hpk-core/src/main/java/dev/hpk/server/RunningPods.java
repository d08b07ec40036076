package dev.hpk.server;

import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pods of which a container runs, as the container engine knows them: names and images. */
final class RunningPods {

  private RunningPods() {}

  static List<Pod> of(PodSource source) {
    return source.pods().stream()
        .flatMap(pod -> running(pod, source.history(pod.getMetadata().getUid())).stream())
        .toList();
  }

  private static Optional<Pod> running(Pod pod, PodHistory history) {
    if (history.hasEnded()) {
      return Optional.empty();
    }
    List<Container> running =
        Stream.of(
                pod.getSpec().getInitContainers().stream()
                    .map(one -> container(one.getName(), one.getImage())),
                pod.getSpec().getContainers().stream()
                    .map(one -> container(one.getName(), one.getImage())),
                pod.getSpec().getEphemeralContainers().stream()
                    .map(one -> container(one.getName(), one.getImage())))
            .flatMap(containers -> containers)
            .filter(container -> history.container(container.getName()).running() != null)
            .toList();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(pod.getMetadata().getNamespace())
            .withUid(pod.getMetadata().getUid())
            .endMetadata()
            .withNewSpec()
            .withContainers(running)
            .endSpec()
            .withNewStatus()
            .endStatus()
            .build());
  }

  private static Container container(String name, @Nullable String image) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(image)
        .withNewResources()
        .endResources()
        .build();
  }
}
