package dev.hpk.certificate;

import com.google.common.net.InetAddresses;
import dev.hpk.api.HpkException;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/**
 * What the certificate of the kubelet port says, whoever signs it: as the signer
 * kubernetes.io/kubelet-serving has it, CN {@code system:node:NAME}, O {@code system:nodes}.
 *
 * @param nodeName the node
 * @param names host names and IP addresses under which it is reached
 */
public record OwnCertificate(String nodeName, List<String> names) {

  private static final Duration LIFE = Duration.ofDays(3650);
  private static final Duration LIFE_BY_AUTHORITY = Duration.ofDays(365);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  public OwnCertificate {
    names = names.stream().map(OwnCertificate::canonical).distinct().sorted().toList();
  }

  /** Whether this certificate, kept from an earlier start, says the same and is valid. */
  public boolean isServedBy(X509Certificate kept, Instant now) {
    return kept.getNotAfter().toInstant().isAfter(now)
        && kept.getSubjectX500Principal().getName().startsWith("CN=system:node:" + nodeName + ",")
        && new TreeSet<>(names).equals(namesOf(kept));
  }

  static boolean isSignedBy(X509Certificate certificate, KeyPairWithChain signer) {
    try {
      certificate.verify(signer.certificate().getPublicKey());
      return certificate
          .getIssuerX500Principal()
          .equals(signer.certificate().getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Signs itself. */
  public KeyPairWithChain make(Instant now) {
    return make(now, null);
  }

  /**
   * Makes a key and a certificate.
   *
   * @param signer a CA; null means that it signs itself
   */
  public KeyPairWithChain make(Instant now, @Nullable KeyPairWithChain signer) {
    try {
      KeyPair pair = newKey();
      X500Name issuer =
          signer == null
              ? subject()
              : X500Name.getInstance(signer.certificate().getSubjectX500Principal().getEncoded());
      X509v3CertificateBuilder certificate =
          new JcaX509v3CertificateBuilder(
                  issuer,
                  new BigInteger(127, new SecureRandom()),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(end(now, signer)),
                  subject(),
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(Extension.subjectAlternativeName, false, alternativeNames());
      PrivateKey signature = signer == null ? pair.getPrivate() : signer.key();
      X509Certificate made =
          new JcaX509CertificateConverter()
              .getCertificate(
                  certificate.build(
                      new JcaContentSignerBuilder(KeyPairWithChain.algorithm(signature))
                          .build(signature)));
      List<X509Certificate> above = signer == null ? List.of() : signer.chain();
      return new KeyPairWithChain(
          pair.getPrivate(), Stream.concat(Stream.of(made), above.stream()).toList());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL,
          "kubelet port: no certificate can be made for " + names + ": " + e.getMessage(),
          e);
    }
  }

  /** No certificate outlives its CA's. */
  private static Instant end(Instant now, @Nullable KeyPairWithChain signer) {
    if (signer == null) {
      return now.plus(LIFE);
    }
    Instant last = signer.certificate().getNotAfter().toInstant();
    Instant usual = now.plus(LIFE_BY_AUTHORITY);
    return usual.isBefore(last) ? usual : last;
  }

  static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** Certificate and key in one file, so that they cannot be out of step. */
  public static byte[] pem(KeyPairWithChain pair) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (X509Certificate certificate : pair.chain()) {
        writer.writeObject(certificate);
      }
      writer.writeObject(new PemObject("PRIVATE KEY", pair.key().getEncoded()));
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL, "kubelet port: no PEM can be written: " + e.getMessage(), e);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  X500Name subject() {
    return new X500NameBuilder()
        .addRDN(BCStyle.O, "system:nodes")
        .addRDN(BCStyle.CN, "system:node:" + nodeName)
        .build();
  }

  GeneralNames alternativeNames() {
    return new GeneralNames(
        names.stream()
            .map(
                name ->
                    new GeneralName(
                        isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  /** As a certificate gives it back: 0:0:0:0:0:0:0:1, not ::1. */
  private static String canonical(String name) {
    return isAddress(name)
        ? InetAddresses.forString(name).getHostAddress()
        : name.toLowerCase(Locale.ROOT);
  }

  private static boolean isAddress(String name) {
    return InetAddresses.isInetAddress(name);
  }

  private static Set<String> namesOf(X509Certificate certificate) {
    TreeSet<String> names = new TreeSet<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> entry : all) {
          if (entry.get(0) instanceof Integer type && (type == DNS || type == ADDRESS)) {
            names.add(String.valueOf(entry.get(1)));
          }
        }
      }
      return names;
    } catch (GeneralSecurityException e) {
      return names;
    }
  }
}
