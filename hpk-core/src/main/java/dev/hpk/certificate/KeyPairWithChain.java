package dev.hpk.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server shows of itself, and the proof.
 *
 * @param key of the first certificate
 * @param chain the server's certificate, then those that signed it
 */
public record KeyPairWithChain(PrivateKey key, List<X509Certificate> chain) {

  private static final byte[] PROBE = {1, 2, 3};

  public KeyPairWithChain {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate");
    }
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Whether the key is the certificate's: a handshake would only say that it failed. */
  public boolean belongTogether() {
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate().getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  @Override
  public String toString() {
    return "KeyPairWithChain[" + certificate().getSubjectX500Principal() + ", key redacted]";
  }
}
