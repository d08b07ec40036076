package dev.hpk.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
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

  /**
   * @param routes of which the first one that serves a path answers it
   */
  Router(List<Routes> routes) {
    this.routes = List.copyOf(routes);
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
