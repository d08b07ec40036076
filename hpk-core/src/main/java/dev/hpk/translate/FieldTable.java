package dev.hpk.translate;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every field of a pod's spec and what HPK does with it. What is not here is refused. */
final class FieldTable {

  /** All rules, in the order in which people look for them. */
  static final List<FieldRule> RULES =
      Stream.of(
              PodFieldRules.POD,
              SecurityFieldRules.POD_SECURITY,
              ContainerFieldRules.CONTAINER,
              SecurityFieldRules.CONTAINER_SECURITY,
              VolumeFieldRules.VOLUME)
          .flatMap(List::stream)
          .toList();

  /** The rules by path; building it fails when a path is there twice. */
  static final Map<String, FieldRule> BY_PATH =
      RULES.stream().collect(Collectors.toUnmodifiableMap(FieldRule::path, Function.identity()));

  private FieldTable() {}

  /** The table as Markdown. */
  static String markdown() {
    String rows =
        RULES.stream()
            .map(
                rule ->
                    "| `%s` | %s | %s |\n"
                        .formatted(rule.path(), rule.treatment().word(), rule.note()))
            .collect(Collectors.joining());
    return "| Field of `spec` | | |\n|---|---|---|\n" + rows;
  }
}
