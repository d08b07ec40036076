package dev.hpk.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.access.TestAccess;
import dev.hpk.api.HpkException;
import dev.hpk.certificate.KeyPairWithChain;
import dev.hpk.certificate.OwnCertificate;
import dev.hpk.certificate.PemFile;
import dev.hpk.certificate.ServingSettings;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletTlsTest {

  @TempDir Path directory;
  private ServerWorld world;

  @BeforeEach
  void make() {
    world = new ServerWorld(directory.resolve("work"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private X509Certificate kept() {
    return new PemFile("certificate", world.work.servingCertificate()).certificates().get(0);
  }

  static KeyPairWithChain pair(String name) {
    return new OwnCertificate(name, List.of("127.0.0.1")).make(Instant.now());
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private int start(Path certificate, Path key) {
    ServingSettings files = new ServingSettings(certificate, key, null, null, false);
    return world.server.start(0, world.certificates(files, "127.0.0.1"));
  }

  @Test
  void a_certificate_of_its_own_names_the_node_and_its_addresses()
      throws CertificateParsingException {
    world.server.start(0, world.certificates(ServingSettings.NONE, "192.0.2.7"));

    assertThat(kept().getSubjectX500Principal().getName())
        .isEqualTo("CN=system:node:node-a,O=system:nodes");
    assertThat(kept().getSubjectAlternativeNames())
        .extracting(entry -> String.valueOf(entry.get(1)))
        .contains("192.0.2.7", "127.0.0.1", "localhost");
    assertThat(kept().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
  }

  @Test
  void its_own_certificate_stays_the_same_and_private() throws IOException {
    world.started();
    X509Certificate first = kept();
    world.close();

    world.started();

    assertThat(kept()).isEqualTo(first);
    assertThat(Files.getPosixFilePermissions(world.work.servingCertificate()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void its_own_certificate_is_made_anew_for_another_address() {
    world.started();
    X509Certificate first = kept();
    world.close();

    world.server.start(0, world.certificates(ServingSettings.NONE, "192.0.2.8"));

    assertThat(kept()).isNotEqualTo(first);
  }

  @Test
  void its_own_certificate_is_made_anew_when_it_has_expired_or_is_anothers() {
    OwnCertificate own = new OwnCertificate("node-a", List.of("127.0.0.1", "::1"));
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    X509Certificate made = own.make(now).certificate();

    assertThat(own.isServedBy(made, now)).isTrue();
    assertThat(own.isServedBy(made, now.plus(3651, ChronoUnit.DAYS))).isFalse();
    assertThat(new OwnCertificate("node", own.names()).isServedBy(made, now)).isFalse();
  }

  @Test
  void a_damaged_certificate_of_its_own_is_replaced() throws IOException {
    Files.createDirectories(world.work.root());
    Files.writeString(world.work.servingCertificate(), "-----BEGIN nonsense");

    assertThat(world.started().get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void a_certificate_from_files_is_served() throws Exception {
    KeyPairWithChain pair = pair("given");
    Path both = file("both.pem", OwnCertificate.pem(pair));

    int port = start(both, both);

    assertThat(served(port)).isEqualTo(pair.certificate());
    assertThat(world.work.servingCertificate()).doesNotExist();
  }

  @Test
  void keys_as_openssl_writes_them_are_read() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    StringWriter text = new StringWriter();
    KeyPair keys = generator.generateKeyPair();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(keys.getPrivate());
    }

    assertThat(text.toString()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(new PemFile("key", file("rsa.key", text.toString().getBytes(US_ASCII))).key())
        .isEqualTo(keys.getPrivate());
  }

  @Test
  void a_key_of_another_certificate_is_refused() throws IOException {
    Path certificate = file("a.pem", OwnCertificate.pem(pair("a")));
    Path key = file("b.pem", OwnCertificate.pem(pair("b")));

    assertThatThrownBy(() -> start(certificate, key))
        .isInstanceOfSatisfying(
            HpkException.class,
            e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION))
        .hasMessageContainingAll("server.certificate", "a.pem", "does not belong", "b.pem");
  }

  @Test
  void files_that_cannot_be_used_are_named() throws IOException {
    Path good = file("good.pem", OwnCertificate.pem(pair("a")));
    Path empty = file("empty.pem", new byte[0]);
    Path missing = directory.resolve("missing.pem");

    assertThatThrownBy(() -> start(missing, good))
        .isInstanceOf(HpkException.class)
        .hasMessageContainingAll("server.certificate does not exist", "missing.pem");
    assertThatThrownBy(() -> start(good, empty))
        .isInstanceOf(HpkException.class)
        .hasMessageContainingAll("server.key holds no private key", "empty.pem");
    assertThatThrownBy(() -> TestAccess.clientsOf(empty))
        .isInstanceOf(HpkException.class)
        .hasMessageContainingAll("server.clientCa holds no certificate", "empty.pem");
  }

  private static Certificate served(int port) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustingManager()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  /** Looks at any certificate. */
  private static final class TrustingManager implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
