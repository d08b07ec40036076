package dev.hpk.certificate;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that the kubelet makes: signed by a CA of the site, or by itself. It is kept, so
 * that it stays the same after a restart, and made anew in time.
 */
final class MadeCertificate implements CertificateSource {

  private static final Logger LOG = LoggerFactory.getLogger(MadeCertificate.class);

  private final OwnCertificate wanted;
  private final KeptCertificate kept;
  private final Clock clock;
  private final @Nullable CertificateSource authority;
  private @Nullable KeyPairWithChain signer;
  private Instant due = Instant.MAX;

  /**
   * @param file where it is kept
   * @param authority the CA's certificate and key; null means that it signs itself
   */
  MadeCertificate(
      OwnCertificate wanted, Path file, @Nullable CertificateSource authority, Clock clock) {
    this.wanted = wanted;
    this.kept = new KeptCertificate(file);
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public KeyPairWithChain first() {
    if (authority != null) {
      signer = authority.first();
    }
    Optional<KeyPairWithChain> known = kept.read().filter(this::serves);
    if (known.isPresent()) {
      due = due(known.get());
      if (clock.instant().isBefore(due)) {
        return known.get();
      }
    }
    return make();
  }

  @Override
  public Optional<KeyPairWithChain> next() {
    Optional<KeyPairWithChain> renewed = authority == null ? Optional.empty() : authority.next();
    renewed.ifPresent(pair -> signer = pair);
    if (renewed.isEmpty() && clock.instant().isBefore(due)) {
      return Optional.empty();
    }
    KeyPairWithChain made = make();
    LOG.atInfo()
        .addKeyValue("expires", made.certificate().getNotAfter().toInstant())
        .log("The certificate of the kubelet port was renewed");
    return Optional.of(made);
  }

  private KeyPairWithChain make() {
    KeyPairWithChain made = wanted.make(clock.instant(), signer);
    kept.write(made);
    due = due(made);
    return made;
  }

  private boolean serves(KeyPairWithChain pair) {
    return wanted.isServedBy(pair.certificate(), clock.instant())
        && OwnCertificate.isSignedBy(pair.certificate(), signer == null ? pair : signer);
  }

  private static Instant due(KeyPairWithChain pair) {
    return Renewal.due(pair.certificate(), () -> ThreadLocalRandom.current().nextDouble());
  }
}
