package dev.hpk.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections, in all and of each address. Safe for use by several threads. */
final class Visitors {

  private static final Logger LOG = LoggerFactory.getLogger(Visitors.class);
  private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

  private final int most;
  private final int mostOfOne;
  private final Map<InetAddress, Integer> counts = new HashMap<>();
  private int all;
  private long toldAt;
  private boolean told;

  /**
   * @param most connections in all
   * @param mostOfOne of one address, so that others still come in
   */
  Visitors(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Whether one more may be open; then {@link #leave} must follow. */
  synchronized boolean enter(InetAddress address) {
    int known = counts.getOrDefault(address, 0);
    if (all >= most || known >= mostOfOne) {
      tell(address, known);
      return false;
    }
    all++;
    counts.put(address, known + 1);
    return true;
  }

  synchronized void leave(InetAddress address) {
    all--;
    counts.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
  }

  private void tell(InetAddress address, int known) {
    long now = System.nanoTime();
    if (told && now - toldAt < TOLD_EVERY.toNanos()) {
      return;
    }
    told = true;
    toldAt = now;
    LOG.atWarn()
        .addKeyValue("client", address.getHostAddress())
        .addKeyValue("ofClient", known)
        .addKeyValue("open", all)
        .log("Connections are refused: too many are open");
  }
}
