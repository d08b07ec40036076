package dev.hpk.node;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The node's conditions (kubelet nodestatus/setters.go). Pure. */
final class NodeConditions {

  static final String READY = "Ready";
  static final String MEMORY_PRESSURE = "MemoryPressure";
  static final String DISK_PRESSURE = "DiskPressure";
  static final String PID_PRESSURE = "PIDPressure";
  static final String NETWORK_UNAVAILABLE = "NetworkUnavailable";

  /** HPK's own: whether the batch system answers, whatever Ready says. */
  static final String SCHEDULER_READY = "BatchSchedulerReady";

  static final List<String> TYPES =
      List.of(
          NETWORK_UNAVAILABLE,
          MEMORY_PRESSURE,
          DISK_PRESSURE,
          PID_PRESSURE,
          SCHEDULER_READY,
          READY);

  private final boolean schedulerDecidesReady;

  private record Word(String type, boolean holds, String reason, String message) {}

  NodeConditions(boolean schedulerDecidesReady) {
    this.schedulerDecidesReady = schedulerDecidesReady;
  }

  /** The conditions; times of transition are kept from the present status. */
  List<NodeCondition> of(Map<String, String> problems, @Nullable NodeStatus present, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    List<NodeCondition> conditions = new ArrayList<>();
    for (Word word : words(problems)) {
      String status = word.holds ? "True" : "False";
      conditions.add(
          new NodeConditionBuilder()
              .withType(word.type)
              .withStatus(status)
              .withReason(word.reason)
              .withMessage(word.message)
              .withLastHeartbeatTime(time)
              .withLastTransitionTime(
                  Objects.requireNonNullElse(since(present, word.type, status), time))
              .build());
    }
    return conditions;
  }

  private List<Word> words(Map<String, String> problems) {
    String scheduler = problems.get(NodeHealth.SCHEDULER);
    String disk = problems.get(NodeHealth.DISK);
    return List.of(
        new Word(
            NETWORK_UNAVAILABLE,
            false,
            "HostNetwork",
            "pods use the network of the hosts they run on"),
        new Word(
            MEMORY_PRESSURE,
            false,
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available"),
        disk == null
            ? new Word(
                DISK_PRESSURE, false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure")
            : new Word(
                DISK_PRESSURE,
                true,
                "KubeletHasDiskPressure",
                "kubelet has disk pressure: " + disk),
        new Word(
            PID_PRESSURE, false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        scheduler == null
            ? new Word(SCHEDULER_READY, true, "BatchSchedulerAnswers", "the batch system answers")
            : new Word(SCHEDULER_READY, false, "BatchSchedulerAway", scheduler),
        ready(problems));
  }

  /** A full disk shows as disk pressure: the node does its work, but gets no new pods. */
  private Word ready(Map<String, String> problems) {
    Map<String, String> grave = new TreeMap<>(problems);
    grave.remove(NodeHealth.DISK);
    if (!schedulerDecidesReady) {
      grave.remove(NodeHealth.SCHEDULER);
    }
    return grave.isEmpty()
        ? new Word(READY, true, "KubeletReady", "kubelet is posting ready status")
        : new Word(READY, false, "KubeletNotReady", String.join("; ", grave.values()));
  }

  private static @Nullable String since(@Nullable NodeStatus present, String type, String status) {
    if (present == null) {
      return null;
    }
    return present.getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> status.equals(condition.getStatus()))
        .map(NodeCondition::getLastTransitionTime)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
