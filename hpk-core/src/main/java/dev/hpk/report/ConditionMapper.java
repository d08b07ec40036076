package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pod's conditions (kubelet status/generate.go). Pure. The kubelet's own come first, in its
 * order, then those of others as they are, then DisruptionTarget.
 */
final class ConditionMapper {

  static final String SANDBOX_READY = "PodReadyToStartContainers";
  static final String INITIALIZED = "Initialized";
  static final String READY = "Ready";
  static final String CONTAINERS_READY = "ContainersReady";
  static final String SCHEDULED = "PodScheduled";
  static final String DISRUPTION_TARGET = "DisruptionTarget";

  private static final String POD_COMPLETED = "PodCompleted";
  private static final String UNKNOWN_CONTAINERS = "UnknownContainerStatuses";

  /** A condition without its time. */
  private record Word(boolean holds, @Nullable String reason, @Nullable String message) {
    static final Word TRUE = new Word(true, null, null);
  }

  List<PodCondition> map(
      PodObservation observation,
      PodStatus previous,
      String phase,
      boolean over,
      @Nullable JobOutcome outcome,
      List<ContainerStatus> init,
      List<ContainerStatus> main,
      String now) {
    PodSpec spec = observation.pod().getSpec();
    Word containersReady = containersReady(observation, spec, phase, init, main);
    Map<String, Word> words = new LinkedHashMap<>();
    words.put(SANDBOX_READY, new Word(observation.history().sandboxReady() && !over, null, null));
    words.put(INITIALIZED, initialized(spec, phase, init, main));
    words.put(READY, ready(spec, previous, containersReady));
    words.put(CONTAINERS_READY, containersReady);
    words.put(SCHEDULED, Word.TRUE);
    boolean becomesTarget =
        outcome != null && outcome.disruption() && !PodPhase.isTerminal(previous);
    Word disruption =
        becomesTarget && outcome != null
            ? new Word(true, "TerminationByKubelet", outcome.message())
            : null;

    List<PodCondition> conditions = new ArrayList<>();
    Long generation = observation.pod().getMetadata().getGeneration();
    words.forEach((type, word) -> conditions.add(condition(type, word, previous, generation, now)));
    for (PodCondition foreign : previous.getConditions()) {
      boolean replaced = foreign.getType().equals(DISRUPTION_TARGET) && disruption != null;
      if (!words.containsKey(foreign.getType()) && !replaced) {
        conditions.add(foreign);
      }
    }
    if (disruption != null) {
      conditions.add(condition(DISRUPTION_TARGET, disruption, previous, generation, now));
    }
    return conditions;
  }

  private static PodCondition condition(
      String type, Word word, PodStatus previous, @Nullable Long generation, String now) {
    String status = word.holds ? "True" : "False";
    PodCondition before = find(previous, type);
    boolean same =
        before != null
            && status.equals(before.getStatus())
            && before.getLastTransitionTime() != null;
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(word.reason)
        .withMessage(word.message)
        .withObservedGeneration(generation)
        .withLastProbeTime(before == null ? null : before.getLastProbeTime())
        .withLastTransitionTime(same && before != null ? before.getLastTransitionTime() : now)
        .build();
  }

  private static @Nullable PodCondition find(PodStatus status, String type) {
    return status.getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElse(null);
  }

  private static Word initialized(
      PodSpec spec, String phase, List<ContainerStatus> init, List<ContainerStatus> main) {
    if (main.isEmpty() && !spec.getInitContainers().isEmpty()) {
      return new Word(false, UNKNOWN_CONTAINERS, null);
    }
    List<String> unknown = new ArrayList<>();
    List<String> incomplete = new ArrayList<>();
    for (Container container : spec.getInitContainers()) {
      ContainerStatus status = ContainerViews.find(init, container.getName());
      if (status == null) {
        unknown.add(container.getName());
        continue;
      }
      boolean complete =
          Boolean.TRUE.equals(
              ContainerViews.isSidecar(container) ? status.getStarted() : status.getReady());
      if (!complete) {
        incomplete.add(container.getName());
      }
    }
    if (phase.equals(PodPhase.SUCCEEDED) && unknown.isEmpty()) {
      return new Word(true, POD_COMPLETED, null);
    }
    if (ContainerViews.anyMainStarted(main)) {
      return Word.TRUE;
    }
    String message = message(unknown, "incomplete", incomplete);
    return message.isEmpty() ? Word.TRUE : new Word(false, "ContainersNotInitialized", message);
  }

  private static Word containersReady(
      PodObservation observation,
      PodSpec spec,
      String phase,
      List<ContainerStatus> init,
      List<ContainerStatus> main) {
    String suspended = PodPhase.isTerminal(phase) ? null : JobOutcome.suspended(observation);
    if (suspended != null) {
      return new Word(false, PodReason.JOB_SUSPENDED, suspended);
    }
    if (main.isEmpty()) {
      return new Word(false, UNKNOWN_CONTAINERS, null);
    }
    List<String> unknown = new ArrayList<>();
    List<String> unready = new ArrayList<>();
    for (Container container : spec.getInitContainers()) {
      if (ContainerViews.isSidecar(container)) {
        sort(container, init, unknown, unready);
      }
    }
    for (Container container : spec.getContainers()) {
      sort(container, main, unknown, unready);
    }
    if (phase.equals(PodPhase.SUCCEEDED) && unknown.isEmpty()) {
      return new Word(false, POD_COMPLETED, null);
    }
    if (phase.equals(PodPhase.FAILED)) {
      return new Word(false, "PodFailed", null);
    }
    String message = message(unknown, "unready", unready);
    return message.isEmpty() ? Word.TRUE : new Word(false, "ContainersNotReady", message);
  }

  private static void sort(
      Container container,
      List<ContainerStatus> statuses,
      List<String> unknown,
      List<String> unready) {
    ContainerStatus status = ContainerViews.find(statuses, container.getName());
    if (status == null) {
      unknown.add(container.getName());
      return;
    }
    if (!Boolean.TRUE.equals(status.getReady())) {
      unready.add(container.getName());
    }
  }

  private static Word ready(PodSpec spec, PodStatus previous, Word containersReady) {
    if (!containersReady.holds) {
      return containersReady;
    }
    List<String> messages = new ArrayList<>();
    for (PodReadinessGate gate : spec.getReadinessGates()) {
      PodCondition condition = find(previous, gate.getConditionType());
      if (condition == null) {
        messages.add(
            "corresponding condition of pod readiness gate \"%s\" does not exist."
                .formatted(gate.getConditionType()));
        continue;
      }
      if (!Objects.equals(condition.getStatus(), "True")) {
        messages.add(
            "the status of pod readiness gate \"%s\" is not \"True\", but %s"
                .formatted(gate.getConditionType(), condition.getStatus()));
      }
    }
    return messages.isEmpty()
        ? Word.TRUE
        : new Word(false, "ReadinessGatesNotReady", String.join(", ", messages));
  }

  private static String message(List<String> unknown, String kind, List<String> others) {
    List<String> parts = new ArrayList<>();
    if (!unknown.isEmpty()) {
      parts.add("containers with unknown status: " + names(unknown));
    }
    if (!others.isEmpty()) {
      parts.add("containers with " + kind + " status: " + names(others));
    }
    return String.join(", ", parts);
  }

  /** As Go prints a list. */
  private static String names(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
