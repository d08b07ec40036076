package dev.hpk.certificate;

import dev.hpk.api.HpkException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * A file of certificates or of a private key, as openssl(1) writes them: PKCS#1, SEC1 and PKCS#8.
 *
 * @param field what the configuration calls it, for messages
 * @param path where it is
 */
public record PemFile(String field, Path path) {

  /** All certificates in it, in their order; at least one. */
  public List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Object object : objects()) {
      if (object instanceof X509CertificateHolder holder) {
        certificates.add(certificate(holder));
      }
    }
    if (certificates.isEmpty()) {
      throw wrong("holds no certificate in PEM", null);
    }
    return certificates;
  }

  /** The first private key in it. */
  public PrivateKey key() {
    for (Object object : objects()) {
      if (object instanceof PrivateKeyInfo info) {
        return key(info);
      }
      if (object instanceof PEMKeyPair pair) {
        return key(pair.getPrivateKeyInfo());
      }
    }
    throw wrong("holds no private key in PEM without a passphrase", null);
  }

  private List<Object> objects() {
    List<Object> objects = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text()))) {
      Object object = parser.readObject();
      while (object != null) {
        objects.add(object);
        object = parser.readObject();
      }
      return objects;
    } catch (IOException e) {
      throw wrong("is not PEM (" + e.getMessage() + ")", e);
    }
  }

  private String text() {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw wrong("does not exist", e);
    } catch (IOException e) {
      throw wrong("cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private X509Certificate certificate(X509CertificateHolder holder) {
    try {
      return new JcaX509CertificateConverter().getCertificate(holder);
    } catch (GeneralSecurityException e) {
      throw wrong("holds a certificate that is not acceptable (" + e.getMessage() + ")", e);
    }
  }

  private PrivateKey key(PrivateKeyInfo info) {
    try {
      return new JcaPEMKeyConverter().getPrivateKey(info);
    } catch (IOException e) {
      throw wrong("holds a private key that is not acceptable (" + e.getMessage() + ")", e);
    }
  }

  public HpkException wrong(String what, @Nullable Throwable cause) {
    return new HpkException(
        HpkException.Kind.CONFIGURATION,
        "server." + field + " " + what + ": " + path + "; name a PEM file, or leave it out",
        cause);
  }
}
