package dev.hpk.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {

  @TempDir Path directory;
  private final TestAuthority authority = TestAuthority.named("site");
  private Path certificate;
  private Path key;

  @BeforeEach
  void make() {
    certificate = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
  }

  private KeyPairWithChain write() throws IOException {
    KeyPairWithChain pair = authority.server("CN=node");
    Files.write(certificate, OwnCertificate.pem(pair));
    Files.write(key, OwnCertificate.pem(pair));
    return pair;
  }

  @Test
  void files_are_served_with_their_chain_until_they_change() throws IOException {
    KeyPairWithChain first = write();
    CertificateFiles files = CertificateFiles.forServing(certificate, key);

    assertThat(files.first().chain()).isEqualTo(first.chain());
    assertThat(files.next()).isEmpty();
    KeyPairWithChain second = write();
    assertThat(files.next())
        .hasValueSatisfying(now -> assertThat(now.chain()).isEqualTo(second.chain()));
    assertThat(files.next()).isEmpty();
  }

  @Test
  void a_broken_file_changes_nothing_and_is_named_in_the_log() throws IOException {
    write();
    CertificateFiles files = CertificateFiles.forServing(certificate, key);
    files.first();
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      Files.writeString(certificate, "-----BEGIN nonsense");
      assertThat(files.next()).isEmpty();
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("server.certificate", certificate.toString());
  }

  @Test
  void a_certificate_is_taken_up_once_its_key_has_come_too() throws IOException {
    KeyPairWithChain old = write();
    CertificateFiles files = CertificateFiles.forServing(certificate, key);
    files.first();
    KeyPairWithChain next = write();
    Files.write(key, OwnCertificate.pem(old));
    assertThat(files.next()).isEmpty();

    Files.write(key, OwnCertificate.pem(next));

    assertThat(files.next()).isPresent();
  }

  @Test
  void a_ca_must_be_one() throws IOException {
    write();
    CertificateFiles files = CertificateFiles.forSigning(certificate, key);

    assertThatThrownBy(files::first)
        .isInstanceOf(HpkException.class)
        .hasMessageContainingAll("server.ca is no certificate of a CA", certificate.toString());
  }
}
