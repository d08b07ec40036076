package dev.hpk.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.report.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MadeCertificateTest {

  @TempDir Path directory;
  private TestAuthority authority = TestAuthority.named("site");
  private final OwnCertificate wanted = new OwnCertificate("node-a", List.of("192.0.2.7", "a.b"));

  private Path kept() {
    return directory.resolve("work/kubelet.pem");
  }

  private MadeCertificate signed(Clock clock) throws IOException {
    Path ca = authority.file(directory.resolve("ca.pem"));
    return new MadeCertificate(wanted, kept(), CertificateFiles.forSigning(ca, ca), clock);
  }

  @Test
  void a_ca_of_the_site_signs_it_and_is_sent_along() throws IOException, GeneralSecurityException {
    KeyPairWithChain made = signed(Clock.systemUTC()).first();

    X509Certificate certificate = made.certificate();
    certificate.verify(authority.certificate().getPublicKey());
    assertThat(made.chain()).endsWith(authority.certificate());
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=system:node:node-a,O=system:nodes");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(entry -> String.valueOf(entry.get(1)))
        .containsExactlyInAnyOrder("192.0.2.7", "a.b");
    assertThat(certificate.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
    assertThat(Files.getPosixFilePermissions(kept()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void it_stays_the_same_after_a_restart() throws IOException {
    KeyPairWithChain made = signed(Clock.systemUTC()).first();

    assertThat(signed(Clock.systemUTC()).first().certificate()).isEqualTo(made.certificate());
  }

  @Test
  void another_ca_signs_another_one_without_a_restart() throws IOException {
    MadeCertificate source = signed(Clock.systemUTC());
    source.first();
    assertThat(source.next()).isEmpty();

    authority = TestAuthority.named("site");
    authority.file(directory.resolve("ca.pem"));

    assertThat(source.next())
        .hasValueSatisfying(now -> assertThat(now.chain()).endsWith(authority.certificate()));
  }

  @Test
  void it_is_renewed_within_its_last_third() throws IOException {
    Instant begin = Instant.now();
    MovableClock clock = new MovableClock(begin);
    MadeCertificate source = new MadeCertificate(wanted, kept(), null, clock);
    X509Certificate first = source.first().certificate();
    Duration life =
        Duration.between(first.getNotBefore().toInstant(), first.getNotAfter().toInstant());

    clock.set(begin.plus(life.multipliedBy(69).dividedBy(100)));
    assertThat(source.next()).isEmpty();
    clock.set(begin.plus(life.multipliedBy(91).dividedBy(100)));

    assertThat(source.next())
        .hasValueSatisfying(
            now -> assertThat(now.certificate().getNotAfter()).isAfter(first.getNotAfter()));
    assertThat(source.next()).isEmpty();
  }
}
