package dev.hpk.testkit.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies a strategic merge patch: lists whose entries have a key are merged entry by entry, as the
 * API server does for the lists of a pod's or a node's status.
 */
final class StrategicMerge {

  private static final Map<String, String> KEYS =
      Map.of("conditions", "type", "podIPs", "ip", "hostIPs", "ip", "addresses", "type");

  private StrategicMerge() {}

  static Map<String, @Nullable Object> apply(Map<?, ?> current, Map<?, ?> patch) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    current.forEach((name, value) -> result.put(String.valueOf(name), value));
    patch.forEach(
        (name, change) -> {
          String field = String.valueOf(name);
          if (change == null) {
            result.remove(field);
          } else if (!field.startsWith("$")) {
            result.put(field, value(field, result.get(field), change));
          }
        });
    return result;
  }

  private static Object value(String field, @Nullable Object current, Object change) {
    if (change instanceof Map<?, ?> fields) {
      return apply(current instanceof Map<?, ?> map ? map : Map.of(), fields);
    }
    String key = KEYS.get(field);
    if (key != null && change instanceof List<?> items) {
      return list(key, current instanceof List<?> list ? list : List.of(), items);
    }
    return change;
  }

  private static List<Object> list(String key, List<?> current, List<?> items) {
    Map<Object, Map<Object, Object>> merged = new LinkedHashMap<>();
    current.forEach(entry -> merged.put(keyOf(key, entry), new LinkedHashMap<>((Map<?, ?>) entry)));
    for (Object item : items) {
      Map<?, ?> fields = (Map<?, ?>) item;
      if ("delete".equals(fields.get("$patch"))) {
        merged.remove(keyOf(key, item));
      } else {
        merged.computeIfAbsent(keyOf(key, item), any -> new LinkedHashMap<>()).putAll(fields);
      }
    }
    merged.values().forEach(entry -> entry.values().removeIf(value -> value == null));
    return new ArrayList<>(merged.values());
  }

  private static Object keyOf(String key, Object entry) {
    return String.valueOf(((Map<?, ?>) entry).get(key));
  }
}
