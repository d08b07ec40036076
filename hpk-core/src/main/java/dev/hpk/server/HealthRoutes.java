package dev.hpk.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /healthz} and its like. */
final class HealthRoutes implements Routes {

  private static final Set<List<String>> SERVED =
      Set.of(
          List.of("healthz"),
          List.of("healthz", "ping"),
          List.of("healthz", "log"),
          List.of("healthz", "syncloop"));
  private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

  @Override
  public boolean serves(List<String> path) {
    return SERVED.contains(path);
  }

  @Override
  public void serve(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    exchange.requireGet();
    exchange.answer(HttpResponseStatus.OK, Exchange.TEXT, OK);
  }
}
