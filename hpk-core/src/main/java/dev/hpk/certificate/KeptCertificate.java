package dev.hpk.certificate;

import static java.util.Objects.requireNonNull;

import dev.hpk.api.HpkException;
import dev.hpk.disk.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate and key in one file of mode 0600, so that they outlive the kubelet and cannot be out
 * of step.
 *
 * @param file in the work directory
 */
record KeptCertificate(Path file) {

  private static final Logger LOG = LoggerFactory.getLogger(KeptCertificate.class);

  /** Empty when there is none, or none that can be used. */
  Optional<KeyPairWithChain> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      PemFile pem = new PemFile("certificate", file);
      KeyPairWithChain pair = new KeyPairWithChain(pem.key(), pem.certificates());
      if (pair.belongTogether()) {
        return Optional.of(pair);
      }
    } catch (HpkException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .log("The kept certificate is replaced: {}", e.getMessage());
    }
    return Optional.empty();
  }

  void write(KeyPairWithChain pair) {
    Disk.makeDirectory(requireNonNull(file.getParent(), "file is a root"));
    Disk.writeDurably(file, OwnCertificate.pem(pair), 0600);
  }
}
