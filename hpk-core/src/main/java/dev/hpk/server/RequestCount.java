package dev.hpk.server;

import dev.hpk.stats.KubeletMetrics;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts requests by method and path, of which there is a bounded number (kubelet server.go). */
final class RequestCount {

  private static final Set<String> PATHS =
      Set.of(
          "attach",
          "configz",
          "containerLogs",
          "exec",
          "healthz",
          "metrics",
          "pods",
          "portForward",
          "run",
          "runningpods",
          "stats");
  private static final Set<String> METRICS = Set.of("cadvisor", "probes", "resource");
  private static final Set<String> LONG = Set.of("attach", "exec", "portForward");
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS);

  private final KubeletMetrics metrics;

  RequestCount(KubeletMetrics metrics) {
    this.metrics = metrics;
  }

  void count(HttpMethod method, List<String> path, Map<String, List<String>> query) {
    String first = path.isEmpty() ? "" : path.get(0);
    String shown = PATHS.contains(first) ? first : "other";
    if (first.equals("metrics") && path.size() == 2 && METRICS.contains(path.get(1))) {
      shown = "metrics/" + path.get(1);
    }
    boolean isFollowed =
        first.equals("containerLogs")
            && query.getOrDefault("follow", List.of("")).get(0).equals("true");
    metrics.requested(
        METHODS.contains(method) ? method.name() : "other",
        shown,
        isFollowed || LONG.contains(first));
  }
}
