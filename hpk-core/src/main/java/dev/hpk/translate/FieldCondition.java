package dev.hpk.translate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hpk.api.container.RuntimeAbility;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the value of a field must be, so that a pod that has it can be honoured. */
@FunctionalInterface
interface FieldCondition {

  FieldCondition ANY = (value, abilities) -> null;

  /** A name as Kubernetes' RFC 1123 labels; file names are made of it. */
  FieldCondition LABEL =
      (value, abilities) ->
          value.asText().matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
              ? null
              : "is not a lower-case name of at most 63 letters, digits and dashes: '"
                  + value.asText()
                  + "'";

  FieldCondition PROBE = new ProbeCondition();

  FieldCondition NOT_NEGATIVE =
      (value, abilities) -> value.asLong() >= 0 ? null : "must not be negative: " + value.asText();

  /** A signal's name as kill(1) of any Linux knows it, such as SIGUSR1 or SIGRTMIN+3. */
  FieldCondition SIGNAL =
      (value, abilities) ->
          value.asText().matches("SIG[A-Z][A-Z0-9]{1,9}([+-][0-9]{1,2})?")
              ? null
              : "is not the name of a signal, such as SIGUSR1: '" + value.asText() + "'";

  FieldCondition USER =
      (value, abilities) -> {
        boolean able =
            abilities.contains(RuntimeAbility.RUN_AS_USER)
                || (value.asLong() == 0 && abilities.contains(RuntimeAbility.FAKEROOT));
        return able
            ? null
            : "needs a container runtime that can choose the user; this one runs every container"
                + " as the user of the job: "
                + value.asText();
      };

  /** Names of capabilities(7), with or without CAP_. */
  FieldCondition CAPABILITIES =
      (value, abilities) -> {
        for (String list : List.of("add", "drop")) {
          for (JsonNode name : value.path(list)) {
            if (!name.asText().matches("(?i)all|(CAP_)?[A-Z_]{3,30}")) {
              return "has a name that is no capability: '" + name.asText() + "'";
            }
          }
        }
        return value.isEmpty() || abilities.contains(RuntimeAbility.CAPABILITIES)
            ? null
            : "needs a container runtime that can take and give capabilities";
      };

  FieldCondition RESOURCES =
      (value, abilities) -> {
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
          String problem = resourceProblem(entry.getKey(), entry.getValue().asText(), abilities);
          if (problem != null) {
            return problem;
          }
        }
        return null;
      };

  FieldCondition PROPAGATION =
      (value, abilities) ->
          switch (value.asText()) {
            case "None" -> null;
            case "HostToContainer" ->
                abilities.contains(RuntimeAbility.HOST_MOUNTS)
                    ? null
                    : "needs a container runtime in whose containers later mounts of the host"
                        + " appear: HostToContainer";
            default -> "must be None or HostToContainer: '" + value.asText() + "'";
          };

  /** Why the value cannot be honoured, as a sentence without its subject; null if it can. */
  @Nullable String problem(JsonNode value, Set<RuntimeAbility> abilities);

  /** One of these texts. */
  static FieldCondition only(String... texts) {
    return (value, abilities) ->
        List.of(texts).contains(value.asText())
            ? null
            : "must be " + String.join(" or ", texts) + ": '" + value.asText() + "'";
  }

  /** Any value where the runtime can do this; else only false. */
  static FieldCondition needs(RuntimeAbility ability) {
    return (value, abilities) ->
        abilities.contains(ability) || !value.asBoolean()
            ? null
            : "needs a container runtime with the ability " + ability + ": " + value.asText();
  }

  /** Any value where the runtime can do this. */
  static FieldCondition onlyWith(RuntimeAbility ability) {
    return (value, abilities) ->
        abilities.contains(ability)
            ? null
            : "needs a container runtime with the ability " + ability;
  }

  /** Any value where the runtime can do this; else none. */
  static FieldCondition has(RuntimeAbility ability, String what) {
    return (value, abilities) ->
        abilities.contains(ability)
            ? null
            : "needs a container runtime that can " + what + shown(value);
  }

  private static String shown(JsonNode value) {
    return value.isValueNode() ? ": " + value.asText() : "";
  }

  private static @Nullable String resourceProblem(
      String name, String amount, Set<RuntimeAbility> abilities) {
    boolean extended = PodResources.isExtended(name);
    if (!extended && !PodResources.PLAIN.contains(name)) {
      return "asks for " + name + ", which a batch job cannot be given";
    }
    if (extended && name.contains("gpu") && !abilities.contains(RuntimeAbility.GPU)) {
      return "asks for " + name + ", which this container runtime does not pass through";
    }
    try {
      BigDecimal number = new Quantity(amount).getNumericalAmount();
      BigDecimal largest = BigDecimal.valueOf(Long.MAX_VALUE / 1000);
      if (number.signum() < 0 || number.compareTo(largest) > 0) {
        return "has an amount of " + name + " out of range: " + amount;
      }
      if (extended && number.stripTrailingZeros().scale() > 0) {
        return "has an amount of " + name + " that is not whole: " + amount;
      }
      return null;
    } catch (IllegalArgumentException e) {
      return "has an amount of " + name + " that is no quantity: '" + amount + "'";
    }
  }
}
