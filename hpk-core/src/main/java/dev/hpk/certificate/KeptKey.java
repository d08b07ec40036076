package dev.hpk.certificate;

import static java.util.Objects.requireNonNull;

import dev.hpk.api.HpkException;
import dev.hpk.disk.Disk;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of a certificate that was requested and is not there yet, in a file of mode 0600.
 *
 * @param file in the work directory
 */
record KeptKey(Path file) {

  private static final Logger LOG = LoggerFactory.getLogger(KeptKey.class);

  /** The one from before, or a new one, which is then kept. */
  KeyPair take() {
    return read().orElseGet(this::make);
  }

  Optional<KeyPair> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
      if (parser.readObject() instanceof PrivateKeyInfo secret
          && parser.readObject() instanceof SubjectPublicKeyInfo shown) {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        return Optional.of(
            new KeyPair(converter.getPublicKey(shown), converter.getPrivateKey(secret)));
      }
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).log("The kept key is replaced: {}", e.getMessage());
    }
    return Optional.empty();
  }

  private KeyPair make() {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      KeyPair made = OwnCertificate.newKey();
      // PKCS#8, for the usual form of elliptic keys may leave the public half out
      writer.writeObject(new PemObject("PRIVATE KEY", made.getPrivate().getEncoded()));
      writer.writeObject(made.getPublic());
      writer.flush();
      Disk.makeDirectory(requireNonNull(file.getParent(), "file is a root"));
      Disk.writeDurably(file, text.toString().getBytes(StandardCharsets.US_ASCII), 0600);
      return made;
    } catch (IOException | GeneralSecurityException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL, "kubelet port: no key can be made: " + e.getMessage(), e);
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).log("A key is left: {}", e.getMessage());
    }
  }
}
