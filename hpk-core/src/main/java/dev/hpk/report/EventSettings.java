package dev.hpk.report;

import java.time.Duration;

/**
 * How many events may be written.
 *
 * @param perSecond events a second in the long run
 * @param burst events at once
 * @param queue events that may wait to be written; further ones are dropped and counted
 * @param remembered events remembered, so that an equal one only raises the count
 * @param sameWithin how long an event is remembered after it was last seen
 */
public record EventSettings(
    double perSecond, int burst, int queue, int remembered, Duration sameWithin) {

  /** A kubelet's: 50 a second, 100 at once; client-go's correlator remembers 4096 events. */
  public static final EventSettings DEFAULT =
      new EventSettings(50, 100, 10_000, 4096, Duration.ofHours(1));

  public EventSettings {
    if (!(perSecond > 0) || burst < 1 || queue < 1 || remembered < 1) {
      throw new IllegalArgumentException(
          "event limits are not positive: %s a second, burst %d, queue %d, remembered %d"
              .formatted(perSecond, burst, queue, remembered));
    }
    if (sameWithin.isNegative() || sameWithin.isZero()) {
      throw new IllegalArgumentException("sameWithin is not positive: " + sameWithin);
    }
  }
}
