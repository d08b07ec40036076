package dev.hpk.report;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.EditReplacePatchable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends strategic merge patches of a status, as a kubelet does: lists merge by a key, so entries of
 * others survive.
 *
 * <p>In-memory API servers do not know that kind of patch. They get a JSON patch that comes to the
 * same, made from the object as it was last seen.
 */
public final class MergePatch {

  private static final String STATUS = "status";
  private static final String DIRECTIVE = "$patch";

  private final KubernetesSerialization serialization;
  private final Map<String, String> keys;

  /** Learnt from the API server's first refusal. */
  private volatile boolean plain;

  /**
   * @param keys the lists in the status that merge, and by which field of their entries
   */
  public MergePatch(KubernetesSerialization serialization, Map<String, String> keys) {
    this.serialization = serialization;
    this.keys = Map.copyOf(keys);
  }

  /**
   * Sends one.
   *
   * @param door the object's status, made from the object itself so that it is not read again
   * @param present the object as the patch was made from
   * @param metadata changes of its metadata, with the uid that it must have
   * @param status changes of its status
   * @return the object afterwards; null when there is none
   * @throws KubernetesClientException when the API server refused
   */
  public <T extends HasMetadata> @Nullable T send(
      EditReplacePatchable<T> door,
      T present,
      Map<String, ?> metadata,
      Map<String, ? extends @Nullable Object> status) {
    if (!plain) {
      try {
        return door.patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            serialization.asJson(Map.of("metadata", metadata, STATUS, status)));
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_UNSUPPORTED_TYPE) {
          throw e;
        }
        plain = true;
      }
    }
    return door.patch(
        PatchContext.of(PatchType.JSON),
        serialization.asJson(operations(present, metadata, status)));
  }

  private List<Map<String, Object>> operations(
      HasMetadata present,
      Map<String, ?> metadata,
      Map<String, ? extends @Nullable Object> status) {
    Map<?, ?> whole = serialization.convertValue(present, Map.class);
    List<Map<String, Object>> operations = new ArrayList<>();
    if (!(whole.get(STATUS) instanceof Map)) {
      operations.add(operation("add", "/status", Map.of()));
    }
    metadata.forEach(
        (field, change) -> {
          if (field.equals("uid")) {
            operations.add(operation("test", "/metadata/uid", change));
          } else {
            add(operations, "/metadata/" + field, member(whole, "metadata", field), change);
          }
        });
    status.forEach(
        (field, change) -> {
          Object before = member(whole, STATUS, field);
          String key = keys.get(field);
          Object value =
              key != null && change instanceof List<?> list ? merged(before, list, key) : change;
          add(operations, "/status/" + field, before, value);
        });
    return operations;
  }

  /** A map's change holds only what differs; anything else is the new value itself. */
  private void add(
      List<Map<String, Object>> operations,
      String path,
      @Nullable Object before,
      @Nullable Object change) {
    if (change == null) {
      if (before != null) {
        operations.add(Map.of("op", "remove", "path", path));
      }
      return;
    }
    if (!(before instanceof Map<?, ?> present) || change instanceof List<?>) {
      operations.add(operation("add", path, change));
      return;
    }
    Map<String, Object> merged = new LinkedHashMap<>();
    present.forEach((name, value) -> put(merged, name, value));
    Map<?, ?> changes = serialization.convertValue(change, Map.class);
    changes.forEach((name, value) -> put(merged, name, value));
    operations.add(operation("add", path, merged));
  }

  private static @Nullable Object member(Map<?, ?> whole, String part, String field) {
    return whole.get(part) instanceof Map<?, ?> members ? members.get(field) : null;
  }

  private static Map<String, Object> operation(String operation, String path, Object value) {
    return Map.of("op", operation, "path", path, "value", value);
  }

  private List<Object> merged(@Nullable Object before, List<?> changes, String key) {
    Map<String, Map<String, Object>> entries = new LinkedHashMap<>();
    if (before instanceof List<?> list) {
      list.forEach(entry -> apply(entries, entry, key));
    }
    changes.forEach(entry -> apply(entries, entry, key));
    return new ArrayList<>(entries.values());
  }

  private void apply(Map<String, Map<String, Object>> entries, Object change, String key) {
    Map<?, ?> fields = serialization.convertValue(change, Map.class);
    String id = String.valueOf(fields.get(key));
    if (fields.containsKey(DIRECTIVE)) {
      entries.remove(id);
      return;
    }
    Map<String, Object> entry = entries.computeIfAbsent(id, name -> new LinkedHashMap<>());
    fields.forEach((name, value) -> put(entry, name, value));
  }

  private static void put(Map<String, Object> target, Object name, @Nullable Object value) {
    if (value == null) {
      target.remove(String.valueOf(name));
    } else {
      target.put(String.valueOf(name), value);
    }
  }
}
