package dev.hpk.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.report.MovableClock;
import dev.hpk.testkit.cluster.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCertificateTest {

  @TempDir Path directory;
  private final InMemoryApiServer server = new InMemoryApiServer();
  private final TestAuthority authority = TestAuthority.named("cluster");
  private final OwnCertificate wanted = new OwnCertificate("node-a", List.of("192.0.2.7", "a.b"));
  private final MovableClock clock = new MovableClock(Instant.now());

  @AfterEach
  void close() {
    server.close();
  }

  private ClusterCertificate source() {
    return new ClusterCertificate(
        wanted,
        kept(),
        new MadeCertificate(wanted, directory.resolve("own.pem"), null, clock),
        server.client(),
        clock,
        () -> 0.5);
  }

  private Path kept() {
    return directory.resolve("cluster.pem");
  }

  private Path key() {
    return directory.resolve("cluster.pem.requested");
  }

  private List<CertificateSigningRequest> requests() {
    return server.client().certificates().v1().certificateSigningRequests().list().getItems();
  }

  private static PKCS10CertificationRequest content(CertificateSigningRequest request)
      throws IOException {
    String pem =
        new String(
            Base64.getDecoder().decode(request.getSpec().getRequest()), StandardCharsets.US_ASCII);
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return (PKCS10CertificationRequest) parser.readObject();
    }
  }

  private void sign(Duration life) throws IOException, GeneralSecurityException {
    CertificateSigningRequest request = requests().get(0);
    byte[] pem =
        authority.sign(
            new JcaPKCS10CertificationRequest(content(request)).getPublicKey(),
            wanted,
            clock.instant(),
            life);
    change(
        new CertificateSigningRequestBuilder(request)
            .withNewStatus()
            .withCertificate(Base64.getEncoder().encodeToString(pem))
            .endStatus()
            .build());
  }

  private void change(CertificateSigningRequest changed) {
    server.client().certificates().v1().certificateSigningRequests().resource(changed).update();
  }

  @Test
  void it_asks_as_the_signer_of_kubelets_wants_it_and_says_how_to_approve() throws IOException {
    ClusterCertificate source = source();
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      source.first();
      assertThat(source.next()).isEmpty();
      assertThat(source.next()).isEmpty();
    } finally {
      System.setErr(before);
    }

    assertThat(requests()).hasSize(1);
    CertificateSigningRequest request = requests().get(0);
    assertThat(request.getSpec().getSignerName()).isEqualTo("kubernetes.io/kubelet-serving");
    assertThat(request.getSpec().getUsages())
        .containsExactlyInAnyOrder("digital signature", "server auth");
    PKCS10CertificationRequest content = content(request);
    assertThat(content.getSubject()).hasToString("O=system:nodes,CN=system:node:node-a");
    Extensions extensions = content.getRequestedExtensions();
    assertThat(GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames())
        .containsExactlyInAnyOrder(
            new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
            new GeneralName(GeneralName.dNSName, "a.b"));
    assertThat(log.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(
            line -> line.contains("kubectl certificate approve " + request.getMetadata().getName()))
        .hasSize(1);
  }

  @Test
  void until_it_is_approved_another_certificate_is_served() throws Exception {
    ClusterCertificate source = source();
    KeyPairWithChain meanwhile = source.first();
    source.next();

    sign(Duration.ofDays(365));

    assertThat(meanwhile.certificate().getIssuerX500Principal())
        .isEqualTo(meanwhile.certificate().getSubjectX500Principal());
    assertThat(source.next())
        .hasValueSatisfying(
            pair -> {
              assertThat(pair.certificate().getIssuerX500Principal().getName())
                  .isEqualTo("CN=cluster");
              assertThat(pair.belongTogether()).isTrue();
            });
    assertThat(Files.getPosixFilePermissions(kept()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(key()).doesNotExist();
    assertThat(source.next()).isEmpty();
    assertThat(source().first().certificate().getIssuerX500Principal().getName())
        .isEqualTo("CN=cluster");
  }

  @Test
  void a_kubelet_that_was_restarted_waits_for_the_same_request() throws IOException {
    source().next();
    assertThat(Files.getPosixFilePermissions(key()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    source().next();

    assertThat(requests()).hasSize(1);
  }

  @Test
  void it_is_renewed_with_a_new_key_before_it_expires() throws Exception {
    ClusterCertificate source = source();
    source.next();
    sign(Duration.ofDays(100));
    KeyPairWithChain first = source.next().orElseThrow();
    server.client().certificates().v1().certificateSigningRequests().delete();

    clock.pass(Duration.ofDays(79));
    assertThat(source.next()).isEmpty();
    assertThat(requests()).isEmpty();
    clock.pass(Duration.ofDays(2));
    assertThat(source.next()).isEmpty();
    assertThat(requests()).hasSize(1);
    sign(Duration.ofDays(100));

    assertThat(source.next())
        .hasValueSatisfying(pair -> assertThat(pair.key()).isNotEqualTo(first.key()));
  }

  @Test
  void a_request_that_is_denied_is_made_again_later_with_another_key() {
    ClusterCertificate source = source();
    source.next();
    CertificateSigningRequest denied = requests().get(0);
    change(
        new CertificateSigningRequestBuilder(denied)
            .withNewStatus()
            .addNewCondition()
            .withType("Denied")
            .withStatus("True")
            .withMessage("who are you?")
            .endCondition()
            .endStatus()
            .build());

    assertThat(source.next()).isEmpty();
    assertThat(source.next()).isEmpty();
    assertThat(requests()).hasSize(1);
    clock.pass(Duration.ofSeconds(31));
    source.next();

    assertThat(requests())
        .hasSize(2)
        .extracting(request -> request.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @Test
  void a_request_that_the_cluster_forgot_is_made_again() {
    ClusterCertificate source = source();
    source.next();
    server.client().certificates().v1().certificateSigningRequests().delete();

    source.next();

    assertThat(requests()).hasSize(1);
  }

  @Test
  void other_names_are_asked_for_at_once() throws Exception {
    ClusterCertificate source = source();
    source.next();
    sign(Duration.ofDays(100));
    source.next();
    OwnCertificate moved = new OwnCertificate("node-a", List.of("192.0.2.8"));

    ClusterCertificate next =
        new ClusterCertificate(
            moved,
            kept(),
            new MadeCertificate(moved, directory.resolve("own.pem"), null, clock),
            server.client(),
            clock,
            () -> 0.5);
    next.first();
    next.next();

    assertThat(requests()).hasSize(2);
  }
}
