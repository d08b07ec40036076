package dev.hpk.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * When a certificate is renewed: after 70 to 90 % of its life, at random, so that many kubelets do
 * not do it at once (client-go pkg util/certificate).
 */
final class Renewal {

  private static final double EARLIEST = 0.7;
  private static final double SPAN = 0.2;

  private Renewal() {}

  /**
   * @param random from 0 to 1
   */
  static Instant due(X509Certificate certificate, DoubleSupplier random) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    return from.plusSeconds((long) (life.toSeconds() * (EARLIEST + SPAN * random.getAsDouble())));
  }
}
