package dev.hpk.translate;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References in the command of an exec probe: only to what the container's env gives as a value
 * (kubelet container/helpers.go ExpandContainerCommandOnlyStatic).
 */
final class StaticExpansion {

  private static final Pattern SYNTAX = Pattern.compile("\\$(\\$|\\(([^)]*)\\))");

  private StaticExpansion() {}

  static String expand(String word, List<EnvVar> environment) {
    Map<String, String> values = new HashMap<>();
    environment.forEach(
        each -> values.put(each.getName(), each.getValue() == null ? "" : each.getValue()));
    return SYNTAX
        .matcher(word)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(2) == null
                        ? "$"
                        : values.getOrDefault(found.group(2), found.group())));
  }
}
