package dev.hpk.access;

import com.google.common.base.Ticker;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    return by(settings, reviews, Ticker.systemTicker());
  }

  /** With the CAs of the settings' file, and none without. */
  static Access by(AccessSettings settings, FakeReviews reviews, Ticker ticker) {
    Path file = settings.clientCa();
    return new Access(
        settings,
        "node-a",
        reviews,
        file == null ? new NoAuthorities() : new FileAuthorities(file),
        Clock.systemUTC(),
        ticker);
  }

  private static final class NoAuthorities implements Authorities {
    @Override
    public List<X509Certificate> first() {
      return List.of();
    }

    @Override
    public Optional<List<X509Certificate>> next() {
      return Optional.empty();
    }
  }
}
