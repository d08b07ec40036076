package dev.hpk.certificate;

import dev.hpk.api.HpkException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificate and key from files, which somebody else renews. */
final class CertificateFiles implements CertificateSource {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);

  private final PemFile certificate;
  private final PemFile key;
  private final boolean signs;
  private final WatchedFiles files;

  /** What the port shows. */
  static CertificateFiles forServing(Path certificate, Path key) {
    return new CertificateFiles(
        new PemFile("certificate", certificate), new PemFile("key", key), false);
  }

  /** A CA, which signs what the port shows. */
  static CertificateFiles forSigning(Path ca, Path caKey) {
    return new CertificateFiles(new PemFile("ca", ca), new PemFile("caKey", caKey), true);
  }

  private CertificateFiles(PemFile certificate, PemFile key, boolean signs) {
    this.certificate = certificate;
    this.key = key;
    this.signs = signs;
    this.files = new WatchedFiles(certificate.path(), key.path());
  }

  @Override
  public KeyPairWithChain first() {
    return read();
  }

  @Override
  public Optional<KeyPairWithChain> next() {
    if (!files.haveChanged()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read());
    } catch (HpkException e) {
      LOG.warn("The certificate from before is served on: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private KeyPairWithChain read() {
    KeyPairWithChain pair = new KeyPairWithChain(key.key(), certificate.certificates());
    if (!pair.belongTogether()) {
      throw certificate.wrong("does not belong to the key in " + key.path(), null);
    }
    if (signs && pair.certificate().getBasicConstraints() < 0) {
      throw certificate.wrong("is no certificate of a CA", null);
    }
    return pair;
  }
}
