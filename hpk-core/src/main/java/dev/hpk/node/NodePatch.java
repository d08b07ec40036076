package dev.hpk.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The strategic merge patch that makes the node as wanted and leaves alone what others set: their
 * labels, annotations, conditions, addresses and resources. Pure.
 */
final class NodePatch {

  private final KubernetesSerialization serialization;

  NodePatch(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  /** A node to create: it carries the names that are ours from the first moment. */
  Node forCreation(Node wanted) {
    return wanted
        .edit()
        .editMetadata()
        .addToAnnotations(LastApplied.ANNOTATION, LastApplied.of(wanted).write(serialization))
        .endMetadata()
        .build();
  }

  /**
   * Changes of a node.
   *
   * @param metadata with its uid
   * @param status with all our conditions
   */
  record Changes(Map<String, Object> metadata, Map<String, Object> status) {}

  /**
   * The changes from one to the other.
   *
   * @param present as the API server has it
   * @param beat whether the conditions' heartbeats are posted although nothing else changed
   * @return null when there is nothing to post
   */
  @Nullable Changes between(Node present, Node wanted, boolean beat) {
    LastApplied before = LastApplied.read(present, serialization);
    Map<String, Object> metadata = metadata(present, wanted, before);
    Map<String, Object> status = status(present, wanted, before);
    if (metadata.isEmpty() && status.isEmpty() && !beat) {
      return null;
    }
    status.put("conditions", wanted.getStatus().getConditions());
    metadata.put("uid", present.getMetadata().getUid());
    return new Changes(metadata, status);
  }

  private Map<String, Object> metadata(Node present, Node wanted, LastApplied before) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    put(
        metadata,
        "labels",
        changes(
            present.getMetadata().getLabels(), wanted.getMetadata().getLabels(), before.labels()));
    Map<String, String> annotations = new TreeMap<>(wanted.getMetadata().getAnnotations());
    // Without a capacity to set, what was set before stays, and stays ours.
    LastApplied applied = LastApplied.of(wanted);
    annotations.put(
        LastApplied.ANNOTATION,
        (wanted.getStatus().getCapacity().isEmpty()
                ? new LastApplied(applied.labels(), applied.annotations(), before.resources())
                : applied)
            .write(serialization));
    put(
        metadata,
        "annotations",
        changes(present.getMetadata().getAnnotations(), annotations, before.annotations()));
    return metadata;
  }

  private static Map<String, Object> status(Node present, Node wanted, LastApplied before) {
    NodeStatus is = present.getStatus() == null ? new NodeStatus() : present.getStatus();
    NodeStatus shall = wanted.getStatus();
    Map<String, Object> status = new LinkedHashMap<>();
    if (!shall.getCapacity().isEmpty()) {
      put(status, "capacity", changes(is.getCapacity(), shall.getCapacity(), before.resources()));
      put(
          status,
          "allocatable",
          changes(is.getAllocatable(), shall.getAllocatable(), before.resources()));
    }
    if (!addresses(is).entrySet().containsAll(addresses(shall).entrySet())) {
      status.put("addresses", shall.getAddresses());
    }
    if (!Objects.equals(is.getDaemonEndpoints(), shall.getDaemonEndpoints())) {
      status.put("daemonEndpoints", shall.getDaemonEndpoints());
    }
    if (!Objects.equals(is.getNodeInfo(), shall.getNodeInfo())) {
      status.put("nodeInfo", shall.getNodeInfo());
    }
    if (!timeless(is).containsAll(timeless(shall))) {
      status.put("conditions", shall.getConditions());
    }
    return status;
  }

  private static void put(Map<String, Object> target, String field, Map<String, ?> changes) {
    if (!changes.isEmpty()) {
      target.put(field, changes);
    }
  }

  /** What differs; a null for each name that is ours and no longer wanted. */
  private static <T> Map<String, @Nullable T> changes(
      @Nullable Map<String, T> present, Map<String, T> wanted, Set<String> ours) {
    Map<String, T> is = present == null ? Map.of() : present;
    Map<String, @Nullable T> changes = new TreeMap<>();
    wanted.forEach(
        (name, value) -> {
          if (!value.equals(is.get(name))) {
            changes.put(name, value);
          }
        });
    for (String name : ours) {
      if (is.containsKey(name) && !wanted.containsKey(name)) {
        changes.put(name, null);
      }
    }
    return changes;
  }

  private static Map<String, String> addresses(NodeStatus status) {
    Map<String, String> addresses = new TreeMap<>();
    for (NodeAddress address : status.getAddresses()) {
      addresses.put(address.getType(), address.getAddress());
    }
    return addresses;
  }

  private static List<NodeCondition> timeless(NodeStatus status) {
    return status.getConditions().stream()
        .map(
            condition ->
                new NodeConditionBuilder(condition)
                    .withLastHeartbeatTime(null)
                    .withLastTransitionTime(null)
                    .build())
        .toList();
  }
}
