package dev.hpk.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.api.container.RuntimeAbility;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a pod against the {@link FieldTable}: every field that is set is honoured, may be ignored,
 * or is refused by name. A field that the table does not know is refused too, so that what a later
 * Kubernetes adds is never ignored in silence.
 */
final class SupportedFields {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SupportedFields() {}

  /**
   * Notes every field that cannot be honoured.
   *
   * @param abilities what the container runtime can do
   */
  static void check(Pod pod, Set<RuntimeAbility> abilities, Refusals refusals) {
    JsonNode spec = MAPPER.valueToTree(pod.getSpec());
    for (Map.Entry<String, JsonNode> field : spec.properties()) {
      walk(field.getKey(), "spec." + field.getKey(), field.getValue(), abilities, refusals);
    }
  }

  /** As {@link #check}, for one container that stands somewhere else in the pod. */
  static void checkContainer(
      Container container, String field, Set<RuntimeAbility> abilities, Refusals refusals) {
    JsonNode tree = MAPPER.valueToTree(container);
    for (Map.Entry<String, JsonNode> each : tree.properties()) {
      String name = each.getKey();
      walk("containers[]." + name, field + "." + name, each.getValue(), abilities, refusals);
    }
  }

  private static void walk(
      String path, String field, JsonNode value, Set<RuntimeAbility> abilities, Refusals refusals) {
    if (isUnset(value)) {
      return;
    }
    FieldRule rule = rule(path);
    if (rule != null) {
      String refusal = rule.refusal(value, abilities);
      if (refusal != null) {
        refusals.add(field, refusal);
      }
      checkTexts(field, value, refusals);
      return;
    }
    if (value.isArray()) {
      for (int index = 0; index < value.size(); index++) {
        walk(path + "[]", field + "[" + index + "]", value.get(index), abilities, refusals);
      }
      return;
    }
    if (!value.isObject() || !leadsOn(path)) {
      String shown = value.isValueNode() ? ": " + value.asText() : "";
      refusals.add(field, "is not known to this version of HPK" + shown);
      return;
    }
    for (Map.Entry<String, JsonNode> below : value.properties()) {
      String name = below.getKey();
      walk(path + "." + name, field + "." + name, below.getValue(), abilities, refusals);
    }
  }

  /** Texts that no file and no shell can hold. */
  private static void checkTexts(String field, JsonNode value, Refusals refusals) {
    if (value.isTextual()) {
      String text = value.asText();
      if (text.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(text)) {
        refusals.add(field, "has a NUL or half a character");
      }
      return;
    }
    for (int index = 0; value.isArray() && index < value.size(); index++) {
      checkTexts(field + "[" + index + "]", value.get(index), refusals);
    }
    for (Map.Entry<String, JsonNode> below : value.properties()) {
      checkTexts(field + "." + below.getKey(), below.getValue(), refusals);
    }
  }

  /** A value that says no more than a field that is not there. */
  private static boolean isUnset(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.asBoolean())
        || (value.isContainerNode() && value.isEmpty());
  }

  private static @Nullable FieldRule rule(String path) {
    FieldRule own = FieldTable.BY_PATH.get(path);
    return own == null ? FieldTable.BY_PATH.get(asContainer(path)) : own;
  }

  private static boolean leadsOn(String path) {
    String prefix = asContainer(path) + ".";
    return FieldTable.RULES.stream().anyMatch(rule -> rule.path().startsWith(prefix));
  }

  private static String asContainer(String path) {
    return path.replaceFirst("^initContainers\\[]", "containers[]");
  }
}
