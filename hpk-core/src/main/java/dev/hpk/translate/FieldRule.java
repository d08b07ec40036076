package dev.hpk.translate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hpk.api.container.RuntimeAbility;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What HPK does with one field of a pod's spec and with all that is below it.
 *
 * @param path below {@code spec}, {@code []} for each element of a list; what holds of {@code
 *     containers[]} holds of init containers too
 * @param treatment what is done with it
 * @param note for people: how it is honoured, why it may be ignored, or why it is refused
 * @param condition what its value must be
 */
record FieldRule(String path, Treatment treatment, String note, FieldCondition condition) {

  /** What is done with a field. */
  enum Treatment {
    /** The pod gets what it asks for. */
    HONOURED("honoured"),
    /** Nothing is done, and a pod that works on another node works here. */
    IGNORED("ignored"),
    /** A pod that has it is not submitted. */
    REFUSED("refused");

    private final String word;

    Treatment(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static FieldRule honoured(String path, String note) {
    return new FieldRule(path, Treatment.HONOURED, note, FieldCondition.ANY);
  }

  static FieldRule honoured(String path, String note, FieldCondition condition) {
    return new FieldRule(path, Treatment.HONOURED, note, condition);
  }

  static FieldRule ignored(String path, String note) {
    return new FieldRule(path, Treatment.IGNORED, note, FieldCondition.ANY);
  }

  static FieldRule ignored(String path, String note, FieldCondition condition) {
    return new FieldRule(path, Treatment.IGNORED, note, condition);
  }

  static FieldRule refused(String path, String note) {
    return new FieldRule(path, Treatment.REFUSED, note, FieldCondition.ANY);
  }

  /** Why a pod with this value is refused, as a sentence without its subject; null if it is not. */
  @Nullable String refusal(JsonNode value, Set<RuntimeAbility> abilities) {
    if (treatment == Treatment.REFUSED) {
      if (value.isTextual() && value.asText().isEmpty()) {
        return null;
      }
      String shown = value.isValueNode() ? ": " + value.asText() : "";
      return "is not supported" + shown + " (" + note + ")";
    }
    return condition.problem(value, abilities);
  }
}
