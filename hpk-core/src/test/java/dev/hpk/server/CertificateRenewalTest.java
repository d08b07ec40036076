package dev.hpk.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.access.TestAccess;
import dev.hpk.certificate.CertificateSource;
import dev.hpk.certificate.KeyPairWithChain;
import dev.hpk.certificate.TestAuthority;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CertificateRenewalTest {

  private final TestAuthority authority = TestAuthority.named("site");

  private static final class Listed implements CertificateSource {
    private final Queue<KeyPairWithChain> pairs = new ArrayDeque<>();
    private boolean broken;

    Listed(List<KeyPairWithChain> pairs) {
      this.pairs.addAll(pairs);
    }

    @Override
    public KeyPairWithChain first() {
      return pairs.remove();
    }

    @Override
    public Optional<KeyPairWithChain> next() {
      if (broken) {
        throw new IllegalStateException("the disk is away");
      }
      return Optional.ofNullable(pairs.poll());
    }
  }

  @Test
  void new_connections_have_the_new_certificate_and_only_when_there_is_one() {
    Listed source =
        new Listed(List.of(authority.server("CN=first"), authority.server("CN=second")));
    ServerTls tls = new ServerTls(source, TestAccess.open());
    Object first = tls.get();

    tls.refresh();
    Object second = tls.get();
    tls.refresh();

    assertThat(second).isNotSameAs(first);
    assertThat(tls.get()).isSameAs(second);
  }

  @Test
  void what_fails_changes_nothing() {
    Listed source = new Listed(List.of(authority.server("CN=first")));
    ServerTls tls = new ServerTls(source, TestAccess.open());
    Object first = tls.get();
    source.broken = true;

    tls.refresh();

    assertThat(tls.get()).isSameAs(first);
  }
}
