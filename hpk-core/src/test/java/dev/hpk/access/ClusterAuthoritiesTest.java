package dev.hpk.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.hpk.certificate.TestAuthority;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
class ClusterAuthoritiesTest {

  @TempDir Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private final TestAuthority authority = TestAuthority.named("cluster");
  private KubernetesClient client;
  private ClusterAuthorities authorities;

  @BeforeEach
  void make() {
    authorities =
        new ClusterAuthorities(
            client,
            new Ticker() {
              @Override
              public long read() {
                return nanos.get();
              }
            });
  }

  @Test
  void nothing_is_known_until_the_cluster_publishes_it() throws IOException {
    assertThat(authorities.first()).isEmpty();
    assertThat(authorities.next()).isEmpty();
    publish(authority);
    assertThat(authorities.next()).isEmpty();

    pass(Duration.ofMinutes(2));

    assertThat(authorities.next()).contains(certificates(authority));
  }

  @Test
  void a_new_authority_is_taken_up_and_the_same_one_is_no_news() throws IOException {
    publish(authority);
    assertThat(authorities.next()).contains(certificates(authority));
    pass(Duration.ofHours(1));
    assertThat(authorities.next()).isEmpty();
    TestAuthority other = TestAuthority.named("another");
    publish(other);

    pass(Duration.ofHours(1));

    assertThat(authorities.next()).contains(certificates(other));
  }

  @Test
  void what_is_no_certificate_changes_nothing() {
    publish("no certificate");

    assertThat(authorities.next()).isEmpty();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private List<X509Certificate> certificates(TestAuthority one) throws IOException {
    return new FileAuthorities(one.file(directory.resolve("read.pem"))).first();
  }

  private void publish(TestAuthority one) throws IOException {
    String file = Files.readString(one.file(directory.resolve("ca.pem")));
    String end = "-----END CERTIFICATE-----\n";
    publish(
        file.substring(
            file.indexOf("-----BEGIN CERTIFICATE-----"), file.indexOf(end) + end.length()));
  }

  private void publish(String pem) {
    client
        .configMaps()
        .inNamespace("kube-system")
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("extension-apiserver-authentication")
                .endMetadata()
                .addToData("client-ca-file", pem)
                .build())
        .createOr(NonDeletingOperation::update);
  }
}
