package dev.hpk.server;

import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request gets which answer (kubelet pkg/kubelet/server/server.go). */
final class Router implements Consumer<Exchange> {

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Set<String> HEALTH =
      Set.of("/healthz", "/healthz/ping", "/healthz/log", "/healthz/syncloop");
  private static final Set<String> NOT_YET = Set.of("run");
  private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

  private final PodSource pods;
  private final ContainerLogs logs;
  private final StreamRoutes streams;
  private final Executor background;
  private final KubernetesSerialization json = new KubernetesSerialization();

  /**
   * @param background for answers that take more than a moment
   */
  Router(PodSource pods, ContainerLogs logs, StreamRoutes streams, Executor background) {
    this.pods = pods;
    this.logs = logs;
    this.streams = streams;
    this.background = background;
  }

  @Override
  public void accept(Exchange exchange) {
    if (exchange.unreadable() != null) {
      refuse(exchange, exchange.unreadable());
      return;
    }
    try {
      QueryStringDecoder target = new QueryStringDecoder(exchange.target());
      route(exchange, path(target.rawPath()), target.parameters());
    } catch (Refusal refusal) {
      refusal.answer(exchange);
    } catch (IllegalArgumentException e) {
      exchange.fail(
          HttpResponseStatus.BAD_REQUEST, "the address is not readable: " + e.getMessage());
    }
  }

  private void route(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    String whole = "/" + String.join("/", path);
    String first = path.isEmpty() ? "" : path.get(0);
    if (NOT_YET.contains(first)) {
      exchange.fail(
          HttpResponseStatus.NOT_IMPLEMENTED, first + " is not implemented by this kubelet");
      return;
    }
    if (streams.isServed(path)) {
      streams.serve(exchange, path, query);
      return;
    }
    boolean isLog = first.equals("containerLogs") && path.size() == 4;
    if (!HEALTH.contains(whole) && !whole.equals("/pods") && !isLog) {
      exchange.fail(HttpResponseStatus.NOT_FOUND, "404 page not found");
      return;
    }
    if (!exchange.method().equals(HttpMethod.GET)) {
      exchange.fail(HttpResponseStatus.METHOD_NOT_ALLOWED, "405: Method Not Allowed");
      return;
    }
    if (whole.equals("/pods")) {
      background.execute(() -> listPods(exchange));
      return;
    }
    if (isLog) {
      logs.serve(exchange, path.get(1), path.get(2), path.get(3), query);
      return;
    }
    exchange.answer(HttpResponseStatus.OK, Exchange.TEXT, OK);
  }

  private void listPods(Exchange exchange) {
    PodList all =
        new PodListBuilder().withNewMetadata().endMetadata().withItems(pods.pods()).build();
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

  /** Decoded one by one, so that an encoded slash stays within its part. */
  private static List<String> path(String raw) {
    String trimmed = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return List.of(trimmed.split("/", -1)).stream()
        .skip(1)
        .map(part -> QueryStringDecoder.decodeComponent(part.replace("+", "%2B")))
        .toList();
  }

  private static void refuse(Exchange exchange, @Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      exchange.fail(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the address is too long");
      return;
    }
    if (cause instanceof TooLongHttpHeaderException) {
      exchange.fail(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
      return;
    }
    exchange.fail(HttpResponseStatus.BAD_REQUEST, "400 Bad Request");
  }
}
