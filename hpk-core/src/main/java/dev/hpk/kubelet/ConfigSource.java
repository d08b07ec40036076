package dev.hpk.kubelet;

import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of a configuration, and what is wrong with them: every problem is found before
 * anything is refused. For one thread.
 */
final class ConfigSource {

  private final Map<String, Object> root;
  private final List<String> problems = new ArrayList<>();

  ConfigSource(Map<String, Object> root) {
    this.root = root;
  }

  /** The value of a key at the top; null when it is not set. */
  @Nullable Object value(String key) {
    return root.get(key);
  }

  /** What stands at the top without being in a section. */
  PluginConfig top(Iterable<String> sections) {
    Map<String, Object> scalars = new LinkedHashMap<>(root);
    sections.forEach(scalars::remove);
    return new PluginConfig("configuration", scalars);
  }

  /** A section at the top; {@link #check} ends its reading. */
  PluginConfig section(String name) {
    return new PluginConfig(name, map(name, root.get(name)));
  }

  /** A map that can be changed; another kind of value is a problem. */
  Map<String, Object> map(String label, @Nullable Object value) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> result.put(String.valueOf(key), item));
    } else if (value != null) {
      problem(label + " is not a map: " + value);
    }
    return result;
  }

  void problem(String text) {
    problems.add(text);
  }

  /** Takes up the problems of a section, of which everything was asked for. */
  void check(PluginConfig section) {
    try {
      section.check();
    } catch (HpkException e) {
      problem(String.valueOf(e.getMessage()));
    }
  }

  /** What is made of values; empty when they are not acceptable, which is then a problem. */
  <T> Optional<T> attempt(Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (HpkException | IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * The result, when nothing is wrong.
   *
   * @throws HpkException of kind CONFIGURATION that names everything that is
   */
  <T> T result(Optional<T> made) {
    if (made.isEmpty() || !problems.isEmpty()) {
      throw new HpkException(HpkException.Kind.CONFIGURATION, String.join("; ", problems));
    }
    return made.get();
  }

  static Optional<Path> path(PluginConfig section, String key) {
    return parsed(section, key, text -> Path.of(text).toAbsolutePath().normalize());
  }

  static <T> Optional<T> parsed(PluginConfig section, String key, Function<String, T> parser) {
    Optional<String> text = section.text(key);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      section.problem(key, "is not acceptable (" + e.getMessage() + ")", text.orElse(""));
      return Optional.empty();
    }
  }
}
