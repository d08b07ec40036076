package dev.hpk.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that signs what a test asks for. */
public final class TestAuthority {

  private static final Duration DAY = Duration.ofDays(1);

  private final KeyPairWithChain own;

  private TestAuthority(KeyPairWithChain own) {
    this.own = own;
  }

  /** A CA that has signed itself. */
  public static TestAuthority named(String name) {
    KeyPair pair = keys();
    X500Name subject = new X500Name("CN=" + name);
    X509Certificate certificate =
        sign(
            subject,
            pair,
            subject,
            pair.getPublic(),
            null,
            Instant.now().minus(DAY),
            DAY.multipliedBy(9));
    return new TestAuthority(new KeyPairWithChain(pair.getPrivate(), List.of(certificate)));
  }

  /** A CA that this one has signed. */
  public TestAuthority intermediate(String name) {
    return new TestAuthority(
        made("CN=" + name, null, Instant.now().minus(DAY), DAY.multipliedBy(8)));
  }

  public X509Certificate certificate() {
    return own.certificate();
  }

  /** The CA's certificate as a file. */
  public Path file(Path file) throws IOException {
    return Files.write(file, OwnCertificate.pem(own));
  }

  /** A client's certificate that is good today; the subject as in {@code CN=jane,O=devs}. */
  public KeyPairWithChain client(String subject) {
    return client(subject, Instant.now().minus(DAY), DAY.multipliedBy(2));
  }

  public KeyPairWithChain client(String subject, Instant from, Duration life) {
    return made(subject, KeyPurposeId.id_kp_clientAuth, from, life);
  }

  /** One that is for servers only. */
  public KeyPairWithChain server(String subject) {
    return made(
        subject, KeyPurposeId.id_kp_serverAuth, Instant.now().minus(DAY), DAY.multipliedBy(2));
  }

  private KeyPairWithChain made(String subject, KeyPurposeId usage, Instant from, Duration life) {
    KeyPair pair = keys();
    X509Certificate made =
        sign(
            X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded()),
            new KeyPair(certificate().getPublicKey(), own.key()),
            new X500Name(subject),
            pair.getPublic(),
            usage,
            from,
            life);
    return new KeyPairWithChain(pair.getPrivate(), List.of(made, certificate()));
  }

  /** A certificate for a key that somebody else has, as PEM. */
  byte[] sign(PublicKey key, OwnCertificate wanted, Instant from, Duration life) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded()),
              new BigInteger(127, new SecureRandom()),
              Date.from(from),
              Date.from(from.plus(life)),
              wanted.subject(),
              key);
      builder.addExtension(Extension.subjectAlternativeName, false, wanted.alternativeNames());
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(own.key())));
      }
      return text.toString().getBytes(StandardCharsets.US_ASCII);
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a client needs to show a certificate, whatever CAs the server names. */
  public static KeyManager[] keyManagers(KeyPairWithChain pair) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry(
          "client", pair.key(), new char[0], pair.chain().toArray(new Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      return new KeyManager[] {new StubbornKeyManager(factory.getKeyManagers()[0])};
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A CA where no usage is given. */
  private static X509Certificate sign(
      X500Name issuer,
      KeyPair signer,
      X500Name subject,
      PublicKey key,
      KeyPurposeId usage,
      Instant from,
      Duration life) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(127, new SecureRandom()),
              Date.from(from),
              Date.from(from.plus(life)),
              subject,
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(usage == null));
      if (usage != null) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }
}
