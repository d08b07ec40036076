package dev.hpk.access;

import java.util.List;
import java.util.Set;

/**
 * Which right a request needs: a verb on a subresource of the node (kubelet
 * nodeAuthorizerAttributesGetter).
 *
 * @param verb of the API; empty for a method that has none, which only a right to every verb allows
 * @param subresources of nodes; one that is allowed is enough
 */
record NodeAttributes(String verb, List<String> subresources) {

  /**
   * They run programs in pods, also when a WebSocket opens them by GET. The API server has asked
   * for {@code create} on such requests since 1.35 (AuthorizePodWebsocketUpgradeCreatePermission);
   * so does this port, where a kubelet is content with {@code get}.
   */
  private static final Set<String> ENTERING = Set.of("exec", "attach", "portForward", "run");

  NodeAttributes {
    subresources = List.copyOf(subresources);
  }

  static NodeAttributes of(String method, List<String> path) {
    String first = path.isEmpty() ? "" : path.get(0);
    return new NodeAttributes(
        ENTERING.contains(first) && method.equals("GET") ? "create" : verb(method),
        subresources(first));
  }

  private static String verb(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "GET" -> "get";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  private static List<String> subresources(String first) {
    return switch (first) {
      case "stats", "metrics", "checkpoint", "statusz" -> List.of(first);
      case "logs" -> List.of("log");
      case "flagz" -> List.of("configz");
      case "pods", "runningpods" -> List.of("pods", "proxy");
      case "healthz", "configz" -> List.of(first, "proxy");
      default -> List.of("proxy");
    };
  }
}
