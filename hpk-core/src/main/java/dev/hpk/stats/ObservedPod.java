package dev.hpk.stats;

import dev.hpk.watch.ContainerHistory.Running;
import dev.hpk.watch.PodFigures;
import dev.hpk.watch.PodFigures.ContainerFigures;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod whose supervisor runs, with those of its containers that run.
 *
 * @param pod as the API server has it
 * @param history what the journal says of it
 * @param figures what it uses
 * @param containers that run, in the order of the pod
 */
record ObservedPod(
    Pod pod, PodHistory history, PodFigures figures, List<ObservedContainer> containers) {

  /** Looks come each 15 seconds; hosts whose clocks are this far apart cannot be in one cluster. */
  private static final Duration STALE = Duration.ofMinutes(5);

  /**
   * A container that runs.
   *
   * @param image as it stands in the pod
   * @param resources as they stand in the pod; null when there are none
   * @param running the start that goes on
   * @param figures of that start; null while there are none, and when they are old
   */
  record ObservedContainer(
      String name,
      String image,
      @Nullable ResourceRequirements resources,
      Running running,
      @Nullable ContainerFigures figures) {}

  ObservedPod {
    containers = List.copyOf(containers);
  }

  static ObservedPod of(Pod pod, PodHistory history, PodFigures figures, Instant now) {
    List<ObservedContainer> containers = new ArrayList<>();
    for (Container container : containers(pod.getSpec())) {
      Running running =
          history.hasEnded() ? null : history.container(container.getName()).running();
      if (running != null) {
        containers.add(
            new ObservedContainer(
                container.getName(),
                container.getImage() == null ? "" : container.getImage(),
                container.getResources(),
                running,
                fresh(figures.containers().get(container.getName()), running, now)));
      }
    }
    return new ObservedPod(pod, history, figures, containers);
  }

  String name() {
    return pod.getMetadata().getName();
  }

  String namespace() {
    return pod.getMetadata().getNamespace();
  }

  String uid() {
    return pod.getMetadata().getUid();
  }

  /** Whether one of its containers runs. */
  boolean isRunning() {
    return !containers.isEmpty();
  }

  private static @Nullable ContainerFigures fresh(
      @Nullable ContainerFigures figures, Running running, Instant now) {
    return figures == null
            || figures.attempt() != running.attempt()
            || figures.usage().time().isBefore(now.minus(STALE))
        ? null
        : figures;
  }

  private static List<Container> containers(PodSpec spec) {
    List<Container> all = new ArrayList<>(spec.getInitContainers());
    all.addAll(spec.getContainers());
    for (EphemeralContainer added : spec.getEphemeralContainers()) {
      Container same = new Container();
      same.setName(added.getName());
      same.setImage(added.getImage());
      all.add(same);
    }
    return all;
  }
}
