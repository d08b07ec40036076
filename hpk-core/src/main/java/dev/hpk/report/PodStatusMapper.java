package dev.hpk.report;

import dev.hpk.report.PodObservation.Problem;
import dev.hpk.report.PodObservation.Stage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a pod in, its status out (kubelet generateAPIPodStatus, status_manager.go).
 * Pure; called by the worker lanes, several at once.
 *
 * <p>The rules beside the kubelet's own:
 *
 * <ul>
 *   <li>A terminal phase is published once the pod is over ({@link PodEnding#isOver}): the batch
 *       system says so, or the supervisor wrote its last line, no container runs, and how it ended
 *       needs no word of the batch system. The API object itself is removed only after the job.
 *   <li>A container's status never goes back, even where the journal lags behind the API server
 *       ({@link ContainerProgress}).
 * </ul>
 */
public final class PodStatusMapper {

  private final ContainerStatusMapper containers = new ContainerStatusMapper();
  private final LostContainers lost = new LostContainers();
  private final ConditionMapper conditions = new ConditionMapper();

  /** The status that the pod should have; the pod given is not changed. */
  public PodStatus map(PodObservation observation, Instant now) {
    Pod pod = observation.pod();
    PodStatus previous = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    boolean over = PodEnding.isOver(observation);
    JobOutcome outcome = over ? JobOutcome.of(observation) : null;

    List<ContainerStatus> init = List.of();
    List<ContainerStatus> main = List.of();
    List<ContainerStatus> added = List.of();
    if (observation.stage() != Stage.REFUSED) {
      init = containers.initContainers(observation, previous);
      main = containers.mainContainers(observation, previous);
      added = containers.ephemeralContainers(observation, previous);
      if (over) {
        LostContainers.Found found = lost.settle(observation, outcome, init, main, now);
        init = found.init();
        main = found.main();
        added = lost.settleAdded(observation, outcome, added, now);
      }
    }

    Verdict verdict = verdict(observation, previous, over, outcome, init, main);
    List<String> addresses = PodAddresses.of(observation.history().address());
    List<String> hosts = PodAddresses.of(observation.history().hostAddress());
    PodStatusBuilder status =
        new PodStatusBuilder(previous)
            .withObservedGeneration(pod.getMetadata().getGeneration())
            .withPhase(verdict.phase())
            .withReason(verdict.reason())
            .withMessage(verdict.message())
            .withStartTime(
                previous.getStartTime() == null ? Times.text(now) : previous.getStartTime())
            .withQosClass(
                previous.getQosClass() == null
                    ? QualityOfService.of(pod.getSpec())
                    : previous.getQosClass())
            .withInitContainerStatuses(init)
            .withContainerStatuses(main)
            .withEphemeralContainerStatuses(added);
    if (!addresses.isEmpty()) {
      status.withPodIP(addresses.get(0)).withPodIPs(addresses.stream().map(PodIP::new).toList());
    }
    if (!hosts.isEmpty()) {
      status.withHostIP(hosts.get(0)).withHostIPs(hosts.stream().map(HostIP::new).toList());
    }
    return status
        .withConditions(
            conditions.map(
                observation, previous, verdict.phase(), over, outcome, init, main, Times.text(now)))
        .build();
  }

  private record Verdict(String phase, @Nullable String reason, @Nullable String message) {}

  private static Verdict verdict(
      PodObservation observation,
      PodStatus previous,
      boolean over,
      @Nullable JobOutcome outcome,
      List<ContainerStatus> init,
      List<ContainerStatus> main) {
    if (PodPhase.isTerminal(previous)) {
      return new Verdict(previous.getPhase(), previous.getReason(), previous.getMessage());
    }
    Problem problem = observation.problem();
    if (observation.stage() == Stage.REFUSED) {
      return problem == null
          ? new Verdict(PodPhase.FAILED, null, null)
          : new Verdict(PodPhase.FAILED, problem.reason(), PodReason.REJECTED + problem.message());
    }
    if (outcome != null) {
      return new Verdict(PodPhase.FAILED, outcome.reason(), outcome.message());
    }
    String phase =
        PhaseRule.phase(
            observation.pod().getSpec(), init, main, over || PodEnding.isTerminating(observation));
    if (over) {
      // kubelet TerminatePod: a pod that never got anywhere has failed.
      String end = observation.history().endMessage();
      return phase.equals(PodPhase.SUCCEEDED)
          ? new Verdict(phase, null, null)
          : new Verdict(PodPhase.FAILED, null, end.isEmpty() ? null : end);
    }
    String shown = mayShow(observation, phase) ? phase : previousPhase(previous);
    if (shown.equals(PodPhase.PENDING)) {
      return pending(observation, previous);
    }
    String suspended = JobOutcome.suspended(observation);
    if (suspended != null) {
      return new Verdict(shown, PodReason.JOB_SUSPENDED, suspended);
    }
    boolean keep =
        shown.equals(previous.getPhase())
            && !Objects.equals(previous.getReason(), PodReason.JOB_SUSPENDED);
    return keep
        ? new Verdict(shown, previous.getReason(), previous.getMessage())
        : new Verdict(shown, null, null);
  }

  /** A terminal phase waits for the pod's end; Running needs a job that can run. */
  private static boolean mayShow(PodObservation observation, String phase) {
    return !PodPhase.isTerminal(phase)
        && !(phase.equals(PodPhase.RUNNING) && PodEnding.cannotRun(observation.job()));
  }

  private static String previousPhase(PodStatus previous) {
    return previous.getPhase() == null ? PodPhase.PENDING : previous.getPhase();
  }

  /** What the batch system says of a waiting job stands for as long as it says so. */
  private static Verdict pending(PodObservation observation, PodStatus previous) {
    String message = JobOutcome.pending(observation);
    if (message != null) {
      return new Verdict(PodPhase.PENDING, JobOutcome.pendingReason(observation), message);
    }
    boolean keep =
        PodPhase.PENDING.equals(previous.getPhase())
            && !Objects.equals(previous.getReason(), PodReason.JOB_PENDING)
            && !Objects.equals(previous.getReason(), PodReason.JOB_HELD);
    return keep
        ? new Verdict(PodPhase.PENDING, previous.getReason(), previous.getMessage())
        : new Verdict(PodPhase.PENDING, null, null);
  }
}
