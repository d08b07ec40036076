package dev.hpk.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which request gets which answer (kubelet pkg/kubelet/server/server.go). */
final class Router implements Consumer<Exchange> {

  private static final Set<String> NOT_YET = Set.of("run");

  private final List<Routes> routes;
  private final RequestCount count;

  /**
   * @param routes of which the first one that serves a path answers it
   * @param count hears of each request
   */
  Router(List<Routes> routes, RequestCount count) {
    this.routes = List.copyOf(routes);
    this.count = count;
  }

  @Override
  public void accept(Exchange exchange) {
    if (exchange.unreadable() != null) {
      refuse(exchange, exchange.unreadable());
      return;
    }
    Target target = exchange.parsed();
    if (target.problem() != null) {
      exchange.fail(
          HttpResponseStatus.BAD_REQUEST, "the address is not readable: " + target.problem());
      return;
    }
    try {
      route(exchange, target.path(), target.query());
    } catch (Refusal refusal) {
      refusal.answer(exchange);
    }
  }

  private void route(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    count.count(exchange.method(), path, query);
    if (!path.isEmpty() && NOT_YET.contains(path.get(0))) {
      throw new Refusal(
          HttpResponseStatus.NOT_IMPLEMENTED, path.get(0) + " is not implemented by this kubelet");
    }
    routes.stream()
        .filter(some -> some.serves(path))
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("404 page not found"))
        .serve(exchange, path, query);
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
