package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds the strategic merge patch from a pod's present status to the wanted one. Pure.
 *
 * <p>Of PodStatus' lists, conditions, podIPs and hostIPs are merged by key and the others replaced
 * (the patchStrategy tags of k8s.io/api/core/v1).
 */
final class StatusPatch {

  private static final List<String> REPLACED =
      List.of(
          "phase",
          "reason",
          "message",
          "hostIP",
          "podIP",
          "startTime",
          "qosClass",
          "observedGeneration",
          "initContainerStatuses",
          "containerStatuses",
          "ephemeralContainerStatuses");

  /** The lists that merge, and by which field. */
  private static final Map<String, String> MERGED =
      Map.of("conditions", "type", "podIPs", "ip", "hostIPs", "ip");

  private final KubernetesSerialization serialization;

  StatusPatch(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  /** The changes of the status; empty when there are none. */
  Map<String, @Nullable Object> between(Pod pod, PodStatus wanted) {
    Map<String, @Nullable Object> before = tree(pod.getStatus());
    Map<String, @Nullable Object> after = tree(wanted);
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    for (String field : REPLACED) {
      if (!Objects.equals(before.get(field), after.get(field))) {
        changes.put(field, after.get(field));
      }
    }
    MERGED.forEach(
        (field, key) -> {
          List<Object> items = items(entries(before, field, key), entries(after, field, key), key);
          if (!items.isEmpty()) {
            changes.put(field, items);
          }
        });
    return changes;
  }

  private static List<Object> items(
      Map<String, Map<String, @Nullable Object>> before,
      Map<String, Map<String, @Nullable Object>> after,
      String key) {
    List<Object> items = new ArrayList<>();
    after.forEach(
        (id, wanted) -> {
          Map<String, @Nullable Object> present = before.get(id);
          if (!wanted.equals(present)) {
            items.add(item(present, wanted));
          }
        });
    for (String id : before.keySet()) {
      if (!after.containsKey(id)) {
        Map<String, @Nullable Object> removal = new LinkedHashMap<>();
        removal.put(key, id);
        removal.put("$patch", "delete");
        items.add(removal);
      }
    }
    return items;
  }

  /** The wanted entry, with an explicit null for each field that it has no more. */
  private static Map<String, @Nullable Object> item(
      @Nullable Map<String, @Nullable Object> present, Map<String, @Nullable Object> wanted) {
    Map<String, @Nullable Object> item = new LinkedHashMap<>(wanted);
    if (present != null) {
      present.keySet().forEach(field -> item.putIfAbsent(field, null));
    }
    return item;
  }

  private static Map<String, Map<String, @Nullable Object>> entries(
      Map<String, @Nullable Object> status, String field, String key) {
    Map<String, Map<String, @Nullable Object>> entries = new LinkedHashMap<>();
    if (status.get(field) instanceof List<?> list) {
      for (Object element : list) {
        Map<String, @Nullable Object> entry = new TreeMap<>();
        ((Map<?, ?>) element).forEach((name, value) -> entry.put(String.valueOf(name), value));
        entries.put(String.valueOf(entry.get(key)), entry);
      }
    }
    return entries;
  }

  private Map<String, @Nullable Object> tree(@Nullable PodStatus status) {
    Map<String, @Nullable Object> tree = new TreeMap<>();
    if (status == null) {
      return tree;
    }
    Map<?, ?> fields = serialization.convertValue(status, Map.class);
    fields.forEach((name, value) -> tree.put(String.valueOf(name), value));
    return tree;
  }
}
