package dev.hpk.examples.bench;

import java.util.List;
import java.util.Locale;

/**
 * A series of durations.
 *
 * @param millis sorted
 */
record Figures(List<Long> millis) {

  Figures {
    millis = millis.stream().sorted().toList();
  }

  long median() {
    return percentile(50);
  }

  /** By the nearest rank; 0 when there are no values. */
  long percentile(int percent) {
    if (millis.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100.0 * millis.size());
    return millis.get(Math.max(rank, 1) - 1);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "median %d ms, p99 %d ms, min %d ms, max %d ms (%d values)",
        median(),
        percentile(99),
        percentile(0),
        percentile(100),
        millis.size());
  }
}
