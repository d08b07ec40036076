package dev.hpk.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One plugin's section of the configuration, read by typed getters. It collects every problem, so
 * that {@link #check} can report them all at once. Not for use by several threads.
 */
public final class PluginConfig {

  private final String section;
  private final Map<String, Object> values;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param section how the section is called in messages, such as {@code schedulers.slurm}
   * @param values scalars, lists of scalars, and maps of scalars
   */
  public PluginConfig(String section, Map<String, ?> values) {
    this.section = section;
    this.values = new LinkedHashMap<>(values);
  }

  /** A section in which nothing is set. */
  public static PluginConfig empty(String section) {
    return new PluginConfig(section, Map.of());
  }

  public Optional<String> text(String key) {
    return scalar(key, "a text", Function.identity());
  }

  public String text(String key, String fallback) {
    return text(key).orElse(fallback);
  }

  /** A duration such as {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d} or {@code PT5M}. */
  public Duration duration(String key, Duration fallback) {
    return scalar(key, "a duration such as 30s, 5m or 2h", PluginConfig::parseDuration)
        .orElse(fallback);
  }

  public boolean flag(String key, boolean fallback) {
    return scalar(key, "true or false", PluginConfig::parseFlag).orElse(fallback);
  }

  public int number(String key, int fallback) {
    return scalar(key, "a whole number", Integer::valueOf).orElse(fallback);
  }

  /** A list of texts; one scalar counts as a list of one. */
  public List<String> texts(String key) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    if (value instanceof Map) {
      problem(key, "is not a list", value);
      return List.of();
    }
    return List.of(String.valueOf(value));
  }

  /** A map of texts, in the order of the file. */
  public Map<String, String> map(String key) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      problem(key, "is not a map", value);
      return Map.of();
    }
    Map<String, String> result = new LinkedHashMap<>();
    map.forEach((name, text) -> result.put(String.valueOf(name), String.valueOf(text)));
    return result;
  }

  /** Notes a problem that the plugin itself found; reported by {@link #check}. */
  public void problem(String key, String reason, Object value) {
    problems.add(section + "." + key + " " + reason + ": " + value);
  }

  /**
   * Ends the reading: keys that nobody asked for and values that could not be read are errors.
   *
   * @throws HpkException of kind {@code CONFIGURATION} that names each of them
   */
  public void check() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problems.add(section + "." + key + " is not known; known are " + String.join(", ", known));
      }
    }
    if (!problems.isEmpty()) {
      throw new HpkException(HpkException.Kind.CONFIGURATION, String.join("; ", problems));
    }
  }

  private <T> Optional<T> scalar(String key, String form, Function<String, T> parser) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Map) && !(value instanceof List)) {
      try {
        return Optional.of(parser.apply(String.valueOf(value)));
      } catch (IllegalArgumentException | DateTimeParseException e) {
        problem(key, "is not " + form, value);
        return Optional.empty();
      }
    }
    problem(key, "is not " + form, value);
    return Optional.empty();
  }

  private static Duration parseDuration(String text) {
    if (text.startsWith("P")) {
      return Duration.parse(text);
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    char unit = text.charAt(text.length() - 1);
    if (Character.isDigit(unit)) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    long amount = Long.parseLong(text.substring(0, text.length() - 1).strip());
    return switch (unit) {
      case 's' -> Duration.ofSeconds(amount);
      case 'm' -> Duration.ofMinutes(amount);
      case 'h' -> Duration.ofHours(amount);
      case 'd' -> Duration.ofDays(amount);
      default -> throw new IllegalArgumentException("unknown unit " + unit);
    };
  }

  private static boolean parseFlag(String text) {
    if (text.equals("true")) {
      return true;
    }
    if (text.equals("false")) {
      return false;
    }
    throw new IllegalArgumentException("neither true nor false");
  }

  /** The section's name and its keys; values may be secret. */
  @Override
  public String toString() {
    return "PluginConfig[" + section + " " + values.keySet() + "]";
  }
}
