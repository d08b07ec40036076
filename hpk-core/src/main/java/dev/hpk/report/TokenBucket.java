package dev.hpk.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Lets so many through a second, and some at once. For one thread at a time. */
final class TokenBucket {

  private final double perSecond;
  private final int burst;
  private final Clock clock;

  private double tokens;
  private Instant filled;

  TokenBucket(double perSecond, int burst, Clock clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
    this.tokens = burst;
    this.filled = clock.instant();
  }

  /** Takes one; returns zero when there was one, else how long to wait before asking again. */
  Duration take() {
    Instant now = clock.instant();
    double seconds = Math.max(0, Duration.between(filled, now).toNanos() / 1e9);
    tokens = Math.min(burst, tokens + seconds * perSecond);
    filled = now;
    if (tokens >= 1) {
      tokens--;
      return Duration.ZERO;
    }
    return Duration.ofMillis(1 + (long) ((1 - tokens) / perSecond * 1000));
  }
}
