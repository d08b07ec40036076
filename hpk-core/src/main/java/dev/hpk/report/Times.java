package dev.hpk.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the API server keeps them: RFC 3339, to the second. */
final class Times {

  private Times() {}

  static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
