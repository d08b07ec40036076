package dev.hpk.report;

import dev.hpk.report.PodObservation.Problem;
import dev.hpk.resolve.EphemeralSpecs;
import dev.hpk.watch.ContainerHistory;
import dev.hpk.watch.ContainerHistory.Ended;
import dev.hpk.watch.ContainerHistory.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the journal says of each container, as container statuses (kubelet_pods.go). Pure. */
final class ContainerStatusMapper {

  /** The init containers, in the order of the pod. */
  List<ContainerStatus> initContainers(PodObservation observation, PodStatus previous) {
    return observation.pod().getSpec().getInitContainers().stream()
        .map(
            container ->
                status(
                    observation,
                    container,
                    !ContainerViews.isSidecar(container),
                    ContainerViews.find(previous.getInitContainerStatuses(), container.getName())))
        .toList();
  }

  /** The regular containers, by name. */
  List<ContainerStatus> mainContainers(PodObservation observation, PodStatus previous) {
    return byName(
            observation,
            observation.pod().getSpec().getContainers(),
            previous.getContainerStatuses())
        .toList();
  }

  /** The ephemeral containers, by name; a kubelet never calls them ready or started. */
  List<ContainerStatus> ephemeralContainers(PodObservation observation, PodStatus previous) {
    return byName(
            observation,
            EphemeralSpecs.of(observation.pod()),
            previous.getEphemeralContainerStatuses())
        .map(
            status -> new ContainerStatusBuilder(status).withReady(false).withStarted(null).build())
        .toList();
  }

  private Stream<ContainerStatus> byName(
      PodObservation observation, List<Container> containers, List<ContainerStatus> previous) {
    return containers.stream()
        .sorted(Comparator.comparing(Container::getName))
        .map(
            container ->
                status(
                    observation,
                    container,
                    false,
                    ContainerViews.find(previous, container.getName())));
  }

  private static ContainerStatus status(
      PodObservation observation,
      Container container,
      boolean endsBeforeMain,
      @Nullable ContainerStatus previous) {
    ContainerStatus fromJournal = fromJournal(observation, container, endsBeforeMain);
    if (previous == null) {
      return fromJournal;
    }
    int progress = ContainerProgress.of(previous).compareTo(ContainerProgress.of(fromJournal));
    boolean settled =
        PodPhase.isTerminal(observation.pod().getStatus())
            && ContainerViews.terminated(previous) != null;
    return progress > 0 || (progress == 0 && settled) ? previous : fromJournal;
  }

  private static ContainerStatus fromJournal(
      PodObservation observation, Container container, boolean endsBeforeMain) {
    ContainerHistory history = observation.history().container(container.getName());
    TerminationMapper terminations = new TerminationMapper(observation, container.getName());
    Ended ended = history.ended();
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withImageID("")
            .withReady(false)
            .withStarted(false)
            .withLastState(new ContainerState());
    ContainerHistory.Running running = history.running();
    if (running != null) {
      status
          .withState(
              new ContainerStateBuilder()
                  .withNewRunning()
                  .withStartedAt(Times.text(running.started()))
                  .endRunning()
                  .build())
          .withRestartCount(running.attempt())
          .withReady(!endsBeforeMain && isReady(container, running))
          .withStarted(isStarted(container, running))
          .withLastState(terminations.state(ended));
      return ContainerDetail.of(observation, container, running.attempt()).addTo(status).build();
    }
    if (ended != null && history.waiting() == null) {
      status
          .withState(terminations.state(ended))
          .withRestartCount(ended.attempt())
          .withReady(endsBeforeMain && ended.exitCode() == 0)
          .withLastState(terminations.state(history.endedBefore()));
      return ContainerDetail.of(observation, container, ended.attempt()).addTo(status).build();
    }
    status
        .withState(
            new ContainerStateBuilder()
                .withWaiting(waiting(observation, container, history.waiting()))
                .build())
        .withRestartCount(ended == null ? 0 : ended.attempt())
        .withLastState(terminations.state(ended));
    return ended == null
        ? status.build()
        : ContainerDetail.of(observation, container, ended.attempt()).addTo(status).build();
  }

  /** kubelet prober_manager.go isContainerStarted. */
  private static boolean isStarted(Container container, ContainerHistory.Running running) {
    return container.getStartupProbe() == null || running.startedUp();
  }

  /** kubelet prober_manager.go UpdatePodStatus: never before it is started. */
  private static boolean isReady(Container container, ContainerHistory.Running running) {
    return isStarted(container, running)
        && (container.getReadinessProbe() == null || running.ready());
  }

  private static ContainerStateWaiting waiting(
      PodObservation observation, Container container, @Nullable Waiting journal) {
    String usual =
        observation.pod().getSpec().getInitContainers().isEmpty()
            ? WaitingReason.CONTAINER_CREATING
            : WaitingReason.POD_INITIALIZING;
    if (journal != null) {
      boolean isUsual =
          journal.reason().isEmpty() || journal.reason().equals(WaitingReason.CONTAINER_CREATING);
      return waiting(isUsual ? usual : journal.reason(), journal.message());
    }
    Problem problem =
        observation.addedProblems().getOrDefault(container.getName(), observation.problem());
    if (problem != null && concerns(problem, container)) {
      boolean isUsual = problem.reason().equals(WaitingReason.CONTAINER_CREATING);
      return waiting(isUsual ? usual : problem.reason(), problem.message());
    }
    return waiting(usual, JobOutcome.pending(observation));
  }

  private static boolean concerns(Problem problem, Container container) {
    return problem.container() == null || problem.container().equals(container.getName());
  }

  private static ContainerStateWaiting waiting(String reason, @Nullable String message) {
    return new ContainerStateWaiting(message == null || message.isEmpty() ? null : message, reason);
  }
}
