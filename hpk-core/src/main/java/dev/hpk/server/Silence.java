package dev.hpk.server;

import java.time.Duration;

/** How long a connection may be without a byte in either direction. */
enum Silence {
  /** Between requests, and while an answer is under way. */
  USUAL(Duration.ofSeconds(30)),
  /** While a log is sent: a client may show it page by page. As a kubelet's timeout of streams. */
  STREAM(Duration.ofHours(4));

  private final Duration limit;

  Silence(Duration limit) {
    this.limit = limit;
  }

  Duration limit() {
    return limit;
  }
}
