package dev.hpk.pod;

import java.time.Duration;

/**
 * A delay that doubles with each failure in a row.
 *
 * @param first after the first failure
 * @param limit never longer
 */
public record Backoff(Duration first, Duration limit) {

  public Backoff {
    if (first.isNegative() || first.isZero() || limit.compareTo(first) < 0) {
      throw new IllegalArgumentException("back-off is not acceptable: " + first + " to " + limit);
    }
  }

  /**
   * @param failures how many in a row; at least 1
   */
  Duration after(int failures) {
    int doublings = Math.min(Math.max(failures - 1, 0), 20);
    Duration delay = first.multipliedBy(1L << doublings);
    return delay.compareTo(limit) > 0 ? limit : delay;
  }
}
