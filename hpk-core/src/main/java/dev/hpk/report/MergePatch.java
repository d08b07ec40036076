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
 * <p>In-memory API servers do not know that kind of patch. They get a JSON merge patch that comes
 * to the same, bound to the version it was made from.
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
        PatchContext.of(PatchType.JSON_MERGE),
        serialization.asJson(plain(present, metadata, status)));
  }

  private Map<String, Object> plain(
      HasMetadata present,
      Map<String, ?> metadata,
      Map<String, ? extends @Nullable Object> status) {
    Map<String, @Nullable Object> boundMetadata = new LinkedHashMap<>(metadata);
    boundMetadata.put("resourceVersion", present.getMetadata().getResourceVersion());
    Object whole = serialization.convertValue(present, Map.class).get(STATUS);
    Map<?, ?> before = whole instanceof Map<?, ?> map ? map : Map.of();
    Map<String, @Nullable Object> lists = new LinkedHashMap<>(status);
    keys.forEach(
        (field, key) -> {
          if (status.get(field) instanceof List<?> changes) {
            lists.put(field, merged(before.get(field), changes, key));
          }
        });
    return Map.of("metadata", boundMetadata, STATUS, lists);
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
    fields.forEach(
        (name, value) -> {
          if (value == null) {
            entry.remove(String.valueOf(name));
          } else {
            entry.put(String.valueOf(name), value);
          }
        });
  }
}
