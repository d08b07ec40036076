package dev.hpk.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.hpk.certificate.KeyPairWithChain;
import dev.hpk.certificate.TestAuthority;
import dev.hpk.report.MovableClock;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientCertificatesTest {

  private final TestAuthority authority = TestAuthority.named("clients");
  private final MovableClock clock = new MovableClock(Instant.now());
  private final ClientCertificates certificates =
      new ClientCertificates(List.of(authority.certificate()), clock, Ticker.systemTicker());

  private ClientCertificates.Answer ask(KeyPairWithChain pair) {
    return certificates.user(pair.chain());
  }

  @Test
  void the_common_name_is_the_user_and_organizations_are_groups() {
    ClientCertificates.Answer answer = ask(authority.client("CN=jane,O=devs,O=ops"));

    assertThat(answer.user())
        .hasValueSatisfying(
            user -> {
              assertThat(user.name()).isEqualTo("jane");
              assertThat(user.groups())
                  .containsExactlyInAnyOrder("devs", "ops", "system:authenticated");
              assertThat(user.extra()).isEmpty();
            });
  }

  @Test
  void a_certificate_of_a_ca_in_between_is_good_when_that_is_sent_along() {
    KeyPairWithChain pair = authority.intermediate("between").client("CN=jane");

    assertThat(ask(pair).user()).isPresent();
    assertThat(certificates.user(List.of(pair.certificate())).user()).isEmpty();
  }

  @Test
  void another_authoritys_certificate_is_nobodys() {
    ClientCertificates.Answer answer = ask(TestAuthority.named("strangers").client("CN=jane"));

    assertThat(answer.user()).isEmpty();
    assertThat(answer.reason()).contains("no CA that the kubelet port knows clients by", "CN=jane");
  }

  @Test
  void another_authority_of_the_same_name_is_another() {
    assertThat(ask(TestAuthority.named("clients").client("CN=jane")).user()).isEmpty();
  }

  @Test
  void an_expired_certificate_is_nobodys() {
    Instant then = Instant.now().minus(Duration.ofHours(2));
    ClientCertificates.Answer answer = ask(authority.client("CN=jane", then, Duration.ofHours(1)));

    assertThat(answer.user()).isEmpty();
    assertThat(answer.reason()).startsWith("the certificate expired at ");
  }

  @Test
  void a_certificate_ends_while_its_connection_is_open() {
    KeyPairWithChain pair = authority.client("CN=jane", Instant.now(), Duration.ofHours(1));
    clock.set(Instant.now().plusSeconds(10));
    assertThat(ask(pair).user()).isPresent();

    clock.set(Instant.now().plus(Duration.ofHours(1)).plusSeconds(10));

    assertThat(ask(pair).user()).isEmpty();
  }

  @Test
  void a_certificate_of_tomorrow_is_not_good_yet() {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

    assertThat(ask(authority.client("CN=jane", tomorrow, Duration.ofHours(1))).reason())
        .contains("not valid before");
  }

  @Test
  void a_servers_certificate_is_no_clients() {
    ClientCertificates.Answer answer = ask(authority.server("CN=jane"));

    assertThat(answer.user()).isEmpty();
    assertThat(answer.reason()).contains("client authentication");
  }

  @Test
  void a_subject_without_a_common_name_is_nobody() {
    assertThat(ask(authority.client("O=devs")).user()).isEmpty();
  }

  @Test
  void the_authoritys_own_certificate_lets_nobody_in_by_itself_being_public() {
    X509Certificate root = authority.certificate();
    KeyPairWithChain jane = TestAuthority.named("strangers").client("CN=jane");

    assertThat(certificates.user(List.of(jane.certificate(), root)).user()).isEmpty();
  }

  @Test
  void authorities_are_replaced_for_certificates_seen_before_too() {
    KeyPairWithChain pair = authority.client("CN=jane");
    assertThat(ask(pair).user()).isPresent();

    certificates.replace(List.of(TestAuthority.named("new").certificate()));

    assertThat(ask(pair).user()).isEmpty();
  }
}
