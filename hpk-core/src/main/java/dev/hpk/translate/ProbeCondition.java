package dev.hpk.translate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hpk.api.container.RuntimeAbility;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether a probe can be run as it stands. */
final class ProbeCondition implements FieldCondition {

  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "exec", Set.of("command"),
          "httpGet", Set.of("host", "httpHeaders", "path", "port", "scheme"),
          "tcpSocket", Set.of("host", "port"),
          "grpc", Set.of("port", "service"));

  private static final Set<String> NUMBERS =
      Set.of(
          "failureThreshold",
          "initialDelaySeconds",
          "periodSeconds",
          "successThreshold",
          "terminationGracePeriodSeconds",
          "timeoutSeconds");

  @Override
  public @Nullable String problem(JsonNode probe, Set<RuntimeAbility> abilities) {
    Set<String> unknown = new TreeSet<>();
    for (Map.Entry<String, JsonNode> field : probe.properties()) {
      String name = field.getKey();
      Set<String> below = FIELDS.get(name);
      if (below == null) {
        if (!NUMBERS.contains(name)) {
          unknown.add(name);
        }
        continue;
      }
      field.getValue().fieldNames().forEachRemaining(each -> unknown.add(name + "." + each));
      below.forEach(each -> unknown.remove(name + "." + each));
    }
    if (!unknown.isEmpty()) {
      return "has fields that are not known to this version of HPK: " + String.join(", ", unknown);
    }
    if (probe.has("exec") && !abilities.contains(RuntimeAbility.ENTER)) {
      return "has exec, which needs a container runtime with the ability ENTER";
    }
    if (probe.has("exec") && probe.path("exec").path("command").isEmpty()) {
      return "has exec without a command";
    }
    String scheme = probe.path("httpGet").path("scheme").asText("HTTP");
    if (!Set.of("HTTP", "HTTPS").contains(scheme)) {
      return "has a scheme that is neither HTTP nor HTTPS: '" + scheme + "'";
    }
    for (JsonNode header : probe.path("httpGet").path("httpHeaders")) {
      String name = header.path("name").asText();
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
          || header.path("value").asText("").matches("(?s).*[\\x00-\\x08\\x0a-\\x1f\\x7f].*")) {
        return "has an HTTP header that no request can have: '" + name + "'";
      }
    }
    return null;
  }
}
