package dev.hpk.resolve;

import dev.hpk.api.pod.EnvVariable;
import dev.hpk.resolve.Expansion.Piece;
import dev.hpk.resolve.Expansion.Plain;
import dev.hpk.resolve.Expansion.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one container while they are collected: a later one replaces an earlier one of
 * its name. Service variables stand behind all others.
 */
final class EnvironmentValues {

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
    List<Value> pieces = new ArrayList<>();
    for (Piece piece : Expansion.pieces(text)) {
      if (piece instanceof Plain plain) {
        pieces.add(Value.open(plain.text()));
      } else if (piece instanceof Reference reference) {
        Value found = find(reference.name());
        pieces.add(found == null ? Value.open(reference.written()) : found);
      }
    }
    return Value.join(pieces);
  }

  /**
   * The path with every {@code $(VAR)} replaced (kubelet ExpandContainerVolumeMounts).
   *
   * @throws MissingException when a variable is missing or empty
   */
  Value expandPath(String expression) throws MissingException {
    TreeSet<String> missing = new TreeSet<>();
    for (Piece piece : Expansion.pieces(expression)) {
      if (piece instanceof Reference reference) {
        Value found = find(reference.name());
        if (found == null || found.isEmpty()) {
          missing.add(reference.name());
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new MissingException("missing value for " + String.join(", ", missing));
    }
    return expand(expression);
  }

  /** All variables: the declared ones in their order, then those of services. */
  List<EnvVariable> variables() {
    return Stream.concat(
            values.entrySet().stream()
                .map(e -> new EnvVariable(e.getKey(), e.getValue().word(), e.getValue().secret())),
            services.entrySet().stream()
                .filter(e -> !values.containsKey(e.getKey()))
                .map(e -> new EnvVariable(e.getKey(), e.getValue(), false)))
        .toList();
  }

  private @Nullable Value find(String name) {
    Value value = values.get(name);
    if (value != null) {
      return value;
    }
    String service = services.get(name);
    return service == null ? null : Value.open(service);
  }
}
