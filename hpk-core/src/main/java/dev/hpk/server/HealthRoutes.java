package dev.hpk.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * {@code /healthz} and its like: {@code ping} and {@code log} say that the port answers, {@code
 * syncloop} that pods are looked after, and {@code /healthz} all of it.
 */
final class HealthRoutes implements Routes {

  private static final Set<List<String>> SERVED =
      Set.of(
          List.of("healthz"),
          List.of("healthz", "ping"),
          List.of("healthz", "log"),
          List.of("healthz", "syncloop"));
  private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] HELD_UP =
      "[+]ping ok\n[+]log ok\n[-]syncloop failed: the pods were not looked at for too long\nhealthz check failed\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final Set<List<String>> OF_THE_LOOP =
      Set.of(List.of("healthz"), List.of("healthz", "syncloop"));

  private final BooleanSupplier looping;

  /**
   * @param looping whether pods are looked after
   */
  HealthRoutes(BooleanSupplier looping) {
    this.looping = looping;
  }

  @Override
  public boolean serves(List<String> path) {
    return SERVED.contains(path);
  }

  @Override
  public void serve(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    exchange.requireGet();
    if (OF_THE_LOOP.contains(path) && !looping.getAsBoolean()) {
      exchange.answer(HttpResponseStatus.INTERNAL_SERVER_ERROR, Exchange.TEXT, HELD_UP);
      return;
    }
    exchange.answer(HttpResponseStatus.OK, Exchange.TEXT, OK);
  }
}
