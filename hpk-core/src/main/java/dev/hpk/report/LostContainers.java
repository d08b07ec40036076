package dev.hpk.report;

import dev.hpk.api.job.JobReport;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every container of a pod that is over an end (status_manager.go TerminatePod). Pure.
 *
 * <p>One that waits to be started again shows how it ended. One that ran, or should have run, and
 * of whose end nothing is known, was lost: 137.
 */
final class LostContainers {

  private static final int KILLED = 137;
  private static final String UNKNOWN = "ContainerStatusUnknown";
  private static final String MESSAGE =
      "The container could not be located when the pod was terminated";

  /** The containers of a pod that is over. */
  record Found(List<ContainerStatus> init, List<ContainerStatus> main) {}

  Found settle(
      PodObservation observation,
      @Nullable JobOutcome outcome,
      List<ContainerStatus> init,
      List<ContainerStatus> main,
      Instant now) {
    boolean outOfMemory = outcome != null && outcome.outOfMemory();
    JobReport job = observation.job();
    Instant end = job == null || job.ended() == null ? now : job.ended();
    PodSpec spec = observation.pod().getSpec();
    boolean initialised = isInitialised(spec, init, main);
    int started = initialised ? init.size() : startedInits(init);
    List<ContainerStatus> settledInit = new ArrayList<>();
    for (int index = 0; index < init.size(); index++) {
      settledInit.add(settle(init.get(index), index < started, outOfMemory, end));
    }
    return new Found(
        settledInit,
        main.stream().map(status -> settle(status, initialised, outOfMemory, end)).toList());
  }

  /** Those ephemeral containers of a pod that is over of whose end nothing is known. */
  List<ContainerStatus> settleAdded(
      PodObservation observation,
      @Nullable JobOutcome outcome,
      List<ContainerStatus> added,
      Instant now) {
    boolean outOfMemory = outcome != null && outcome.outOfMemory();
    JobReport job = observation.job();
    Instant end = job == null || job.ended() == null ? now : job.ended();
    return added.stream().map(status -> settle(status, false, outOfMemory, end)).toList();
  }

  private static ContainerStatus settle(
      ContainerStatus status, boolean shouldHaveRun, boolean outOfMemory, Instant end) {
    if (ContainerViews.terminated(status) != null) {
      return status;
    }
    ContainerStateRunning running = ContainerViews.running(status);
    ContainerStateTerminated last = ContainerViews.lastTerminated(status);
    if (running == null && last != null) {
      return with(status, last, new ContainerState());
    }
    if (running == null && !shouldHaveRun) {
      return status;
    }
    ContainerStateTerminated lost =
        new ContainerStateTerminatedBuilder()
            .withExitCode(KILLED)
            .withReason(outOfMemory && running != null ? PodReason.OOM_KILLED : UNKNOWN)
            .withMessage(outOfMemory && running != null ? null : MESSAGE)
            .withContainerID(status.getContainerID())
            .withStartedAt(running == null ? null : running.getStartedAt())
            .withFinishedAt(running == null ? null : finished(running, end))
            .build();
    return with(status, lost, status.getLastState());
  }

  private static ContainerStatus with(
      ContainerStatus status, ContainerStateTerminated ended, ContainerState lastState) {
    return new ContainerStatusBuilder(status)
        .withState(new ContainerStateBuilder().withTerminated(ended).build())
        .withLastState(lastState)
        .withReady(false)
        .withStarted(false)
        .build();
  }

  private static String finished(ContainerStateRunning running, Instant end) {
    String finished = Times.text(end);
    String started = running.getStartedAt();
    return started != null && Instant.parse(started).isAfter(end) ? started : finished;
  }

  /** Whether the regular containers had their turn (status_manager.go hasPodInitialized). */
  private static boolean isInitialised(
      PodSpec spec, List<ContainerStatus> init, List<ContainerStatus> main) {
    if (init.isEmpty() || ContainerViews.anyMainStarted(main)) {
      return true;
    }
    Container last = spec.getInitContainers().get(init.size() - 1);
    ContainerStatus status = init.get(init.size() - 1);
    if (ContainerViews.isSidecar(last)) {
      return Boolean.TRUE.equals(status.getStarted());
    }
    ContainerStateTerminated ended = ContainerViews.terminated(status);
    return ended != null && ended.getExitCode() == 0;
  }

  /** All but those at the end that nothing was heard of (initializedContainers). */
  private static int startedInits(List<ContainerStatus> init) {
    for (int index = init.size() - 1; index >= 0; index--) {
      if (ContainerViews.wasStarted(init.get(index))) {
        return index + 1;
      }
    }
    return 0;
  }
}
