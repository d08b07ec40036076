package dev.hpk.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists of pods: {@code /pods} has those that are bound to the node, {@code /runningpods/} those of
 * which a container runs, with those containers and little else (kubelet GetRunningPods).
 */
final class PodRoutes implements Routes {

  private static final Logger LOG = LoggerFactory.getLogger(PodRoutes.class);
  private static final List<String> BOUND = List.of("pods");
  private static final List<String> RUNNING = List.of("runningpods");

  private final PodSource pods;
  private final Executor background;
  private final KubernetesSerialization json = new KubernetesSerialization();

  /**
   * @param background writes the lists, which takes more than a moment
   */
  PodRoutes(PodSource pods, Executor background) {
    this.pods = pods;
    this.background = background;
  }

  @Override
  public boolean serves(List<String> path) {
    return path.equals(BOUND) || path.equals(RUNNING);
  }

  @Override
  public void serve(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    exchange.requireGet();
    background.execute(
        () -> list(exchange, path.equals(BOUND) ? pods.pods() : RunningPods.of(pods)));
  }

  private void list(Exchange exchange, List<Pod> listed) {
    PodList all = new PodListBuilder().withNewMetadata().endMetadata().withItems(listed).build();
    String list;
    try {
      list = json.asJson(all);
    } catch (RuntimeException e) {
      LOG.error("The list of pods cannot be written", e);
      exchange.fail(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
      return;
    }
    exchange.answer(HttpResponseStatus.OK, Exchange.JSON, list.getBytes(StandardCharsets.UTF_8));
  }
}
