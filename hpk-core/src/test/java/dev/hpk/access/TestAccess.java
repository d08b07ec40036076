package dev.hpk.access;

import com.google.common.base.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Access for tests of other packages. */
public final class TestAccess {

  private TestAccess() {}

  /** Everybody may do everything. */
  public static Access open() {
    return by(AccessSettings.INSECURE, new FakeReviews());
  }

  /** Clients of a CA may do everything. */
  public static Access clientsOf(Path authority) {
    return by(
        new AccessSettings(
            authority, false, Duration.ZERO, true, Duration.ZERO, Duration.ZERO, false),
        new FakeReviews());
  }

  /** As by default, with this API server. */
  public static Access by(AccessSettings settings, FakeReviews reviews) {
    return new Access(settings, "node-a", reviews, Clock.systemUTC(), Ticker.systemTicker());
  }
}
