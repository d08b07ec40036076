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

/**
 * A certificate that a kubelet signs itself, named as those of the signer
 * kubernetes.io/kubelet-serving: CN {@code system:node:NAME}, O {@code system:nodes}.
 *
 * @param nodeName the node
 * @param names host names and IP addresses under which it is reached
 */
public record OwnCertificate(String nodeName, List<String> names) {

  private static final Duration LIFE = Duration.ofDays(3650);
  private static final Duration SPARE = Duration.ofDays(30);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  public OwnCertificate {
    names = names.stream().map(OwnCertificate::canonical).distinct().sorted().toList();
  }

  /** Whether this certificate, kept from an earlier start, still serves. */
  public boolean isServedBy(X509Certificate kept, Instant now) {
    return kept.getNotAfter().toInstant().isAfter(now.plus(SPARE))
        && kept.getSubjectX500Principal().getName().startsWith("CN=system:node:" + nodeName + ",")
        && new TreeSet<>(names).equals(namesOf(kept));
  }

  public KeyPairWithChain make(Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      X500Name subject =
          new X500NameBuilder()
              .addRDN(BCStyle.O, "system:nodes")
              .addRDN(BCStyle.CN, "system:node:" + nodeName)
              .build();
      X509v3CertificateBuilder certificate =
          new JcaX509v3CertificateBuilder(
                  subject,
                  new BigInteger(127, new SecureRandom()),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(now.plus(LIFE)),
                  subject,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(Extension.subjectAlternativeName, false, alternativeNames());
      return new KeyPairWithChain(
          pair.getPrivate(),
          List.of(
              new JcaX509CertificateConverter()
                  .getCertificate(
                      certificate.build(
                          new JcaContentSignerBuilder("SHA256withECDSA")
                              .build(pair.getPrivate())))));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL,
          "kubelet port: no certificate can be made for " + names + ": " + e.getMessage(),
          e);
    }
  }

  /** Certificate and key in one file, so that they cannot be out of step. */
  public static byte[] pem(KeyPairWithChain pair) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(pair.certificate());
      writer.writeObject(new PemObject("PRIVATE KEY", pair.key().getEncoded()));
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL, "kubelet port: no PEM can be written: " + e.getMessage(), e);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private GeneralNames alternativeNames() {
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
