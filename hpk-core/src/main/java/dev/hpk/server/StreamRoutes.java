package dev.hpk.server;

import dev.hpk.server.PodSource.Submitted;
import dev.hpk.stream.ExecRequest;
import dev.hpk.stream.RunningPod;
import dev.hpk.stream.Streams;
import dev.hpk.stream.UpgradeRefusedException;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests that become streams: {@code /exec/NAMESPACE/POD[/UID]/CONTAINER} and its like (kubelet
 * pkg/kubelet/server/server.go). Called by event loops.
 */
final class StreamRoutes implements Routes {

  private static final String EXEC = "exec";
  private static final String ATTACH = "attach";
  private static final String PORT_FORWARD = "portForward";
  private static final Set<String> SERVED = Set.of(EXEC, ATTACH, PORT_FORWARD);

  private final PodSource pods;
  private final Streams streams;

  StreamRoutes(PodSource pods, Streams streams) {
    this.pods = pods;
    this.streams = streams;
  }

  @Override
  public boolean serves(List<String> path) {
    return !path.isEmpty() && SERVED.contains(path.get(0));
  }

  /** Upgrades the connection. */
  @Override
  public void serve(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    HttpMethod method = exchange.method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.POST)) {
      throw Refusal.methodNotAllowed();
    }
    int least = path.get(0).equals(PORT_FORWARD) ? 3 : 4;
    if (path.size() < least || path.size() > least + 1) {
      throw Refusal.notFound("404 page not found");
    }
    try {
      if (path.get(0).equals(PORT_FORWARD)) {
        RunningPod pod = pod(path.get(1), path.get(2), path.size() == 4 ? path.get(3) : "");
        List<String> ports = query.getOrDefault("port", List.of());
        streams.portForward(exchange.channel(), exchange.request(), pod, ports);
        return;
      }
      exec(exchange, path, query);
    } catch (UpgradeRefusedException refused) {
      exchange.refuse(refused.status(), String.valueOf(refused.getMessage()), refused.accepted());
    }
  }

  private void exec(Exchange exchange, List<String> path, Map<String, List<String>> query)
      throws UpgradeRefusedException {
    boolean attach = path.get(0).equals(ATTACH);
    ExecRequest request =
        new ExecRequest(
            path.get(path.size() - 1),
            attach ? List.of() : query.getOrDefault("command", List.of()),
            isSet(query, "input"),
            isSet(query, "output"),
            isSet(query, "error"),
            isSet(query, "tty"));
    RunningPod pod = pod(path.get(1), path.get(2), path.size() == 5 ? path.get(3) : "");
    if (!request.stdin() && !request.stdout() && !request.stderr()) {
      throw Refusal.badRequest("you must specify at least 1 of stdin, stdout, stderr");
    }
    if (!attach && request.command().isEmpty()) {
      throw Refusal.badRequest("you must specify at least one command for the container");
    }
    if (pod.history().container(request.container()).running() == null) {
      throw new Refusal(
          HttpResponseStatus.INTERNAL_SERVER_ERROR,
          "container not found (" + ContainerLog.quoted(request.container()) + ")");
    }
    streams.exec(exchange.channel(), exchange.request(), pod, request);
  }

  /** The pod, whose uid is asked for where the path has one. */
  private RunningPod pod(String namespace, String name, String uid) {
    Pod pod =
        pods.pod(namespace, name)
            .filter(found -> uid.isEmpty() || uid.equals(found.getMetadata().getUid()))
            .orElseThrow(() -> Refusal.notFound("pod does not exist"));
    String known = pod.getMetadata().getUid();
    PodHistory history = pods.history(known);
    Submitted submitted =
        pods.submitted(known)
            .filter(found -> !history.hasEnded() && history.host() != null)
            .orElseThrow(
                () ->
                    new Refusal(
                        HttpResponseStatus.INTERNAL_SERVER_ERROR,
                        "pod " + ContainerLog.quoted(name) + " is not running"));
    return new RunningPod(pod, submitted.job(), submitted.runtime(), history);
  }

  /** Only a literal 1 counts. */
  private static boolean isSet(Map<String, List<String>> query, String flag) {
    return query.getOrDefault(flag, List.of("")).get(0).equals("1");
  }
}
