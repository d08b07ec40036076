package dev.hpk.resolve;

import dev.hpk.api.pod.EnvVariable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The variables of one container while they are collected: a later one replaces an earlier one of
 * its name. Service variables stand behind all others.
 */
final class EnvironmentValues {

  /** A text, and whether any part of it is secret. */
  record Value(String text, boolean secret) {

    static Value open(String text) {
      return new Value(text, false);
    }

    /** The length only: it may be secret. */
    @Override
    public String toString() {
      return "Value[" + text.length() + " characters]";
    }
  }

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, String> services;

  EnvironmentValues(Map<String, String> services) {
    this.services = services;
  }

  void put(String name, Value value) {
    values.remove(name);
    values.put(name, value);
  }

  /** The text with every {@code $(VAR)} replaced that is known by now; the rest stays. */
  Value expand(String text) {
    boolean[] secret = new boolean[1];
    String expanded =
        Expansion.expand(
            text,
            name -> {
              Value value = values.get(name);
              if (value != null) {
                secret[0] |= value.secret();
                return value.text();
              }
              return services.getOrDefault(name, Expansion.reference(name));
            });
    return new Value(expanded, secret[0]);
  }

  /**
   * The path with every {@code $(VAR)} replaced (kubelet ExpandContainerVolumeMounts). It is secret
   * when any part of it is.
   *
   * @throws MissingException when a variable is missing or empty
   */
  Value expandPath(String expression) throws MissingException {
    TreeSet<String> missing = new TreeSet<>();
    boolean[] secret = new boolean[1];
    String expanded =
        Expansion.expand(
            expression,
            name -> {
              Value value = values.get(name);
              secret[0] |= value != null && value.secret();
              String text = value == null ? services.getOrDefault(name, "") : value.text();
              if (text.isEmpty()) {
                missing.add(name);
              }
              return text;
            });
    if (!missing.isEmpty()) {
      throw new MissingException("missing value for " + String.join(", ", missing));
    }
    return new Value(expanded, secret[0]);
  }

  /** All variables: the declared ones in their order, then those of services. */
  List<EnvVariable> variables() {
    return Stream.concat(
            values.entrySet().stream()
                .map(e -> new EnvVariable(e.getKey(), e.getValue().text(), e.getValue().secret())),
            services.entrySet().stream()
                .filter(e -> !values.containsKey(e.getKey()))
                .map(e -> new EnvVariable(e.getKey(), e.getValue(), false)))
        .toList();
  }
}
