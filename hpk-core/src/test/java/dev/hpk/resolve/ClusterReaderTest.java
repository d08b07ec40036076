package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ClusterReaderTest {

  private static final Duration FRESHNESS = Duration.ofSeconds(5);

  private KubernetesClient client;
  private KubernetesMockServer server;
  private final AtomicLong now = new AtomicLong();
  private ClusterReader reader;

  @BeforeEach
  void readWithAClockOfOurOwn() {
    Ticker ticker =
        new Ticker() {
          @Override
          public long read() {
            return now.get();
          }
        };
    reader = new ClusterReader(client, FRESHNESS, ticker, Clock.systemUTC());
  }

  @Test
  void objects_are_found_by_namespace_and_name() {
    client.resource(configMap("shop", "conf", "1")).create();
    client.resource(secret("shop", "cred")).create();

    assertThat(reader.configMap("shop", "conf"))
        .hasValueSatisfying(found -> assertThat(found.getData()).containsEntry("a", "1"));
    assertThat(reader.secret("shop", "cred"))
        .hasValueSatisfying(found -> assertThat(found.getData()).containsEntry("p", "eA=="));
    assertThat(reader.configMap("other", "conf")).isEmpty();
    assertThat(reader.secret("shop", "none")).isEmpty();
  }

  @Test
  void services_are_listed_by_namespace() {
    client.resource(service("shop", "web")).create();
    client.resource(service("other", "db")).create();
    client.resource(service("default", "kubernetes")).create();

    assertThat(reader.services("shop"))
        .extracting(found -> found.getMetadata().getName())
        .containsExactly("web");
    assertThat(reader.apiService()).isPresent();
  }

  @Test
  void an_answer_is_remembered_for_a_moment_only() {
    client.resource(configMap("shop", "conf", "1")).create();
    client.resource(service("shop", "web")).create();
    reader.configMap("shop", "conf");
    reader.services("shop");
    int asked = server.getRequestCount();

    client.resource(configMap("shop", "conf", "2")).update();
    int updated = server.getRequestCount() - asked;
    reader.configMap("shop", "conf");
    reader.services("shop");
    assertThat(server.getRequestCount()).isEqualTo(asked + updated);

    now.addAndGet(FRESHNESS.toNanos());
    assertThat(reader.configMap("shop", "conf"))
        .hasValueSatisfying(found -> assertThat(found.getData()).containsEntry("a", "2"));
    reader.services("shop");
    assertThat(server.getRequestCount()).isEqualTo(asked + updated + 2);
  }

  @Test
  void what_was_missing_is_found_as_soon_as_it_is_there() {
    assertThat(reader.configMap("shop", "conf")).isEmpty();

    client.resource(configMap("shop", "conf", "1")).create();

    assertThat(reader.configMap("shop", "conf")).isPresent();
  }

  @Test
  void an_api_server_that_fails_is_an_external_error_that_names_the_object() {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/shop/secrets/cred")
        .andReturn(403, "forbidden")
        .always();

    assertThatThrownBy(() -> reader.secret("shop", "cred"))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL))
        .hasMessageStartingWith("Secret shop/cred cannot be read: ");
  }

  @Test
  void an_api_server_that_is_away_is_an_external_error() {
    server.shutdown();

    assertThatThrownBy(() -> reader.services("shop"))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL))
        .hasMessageStartingWith("Services of namespace shop cannot be read: ");
  }

  private static ConfigMap configMap(String namespace, String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withData(Map.of("a", value))
        .build();
  }

  private static Secret secret(String namespace, String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withData(Map.of("p", "eA=="))
        .build();
  }

  private static Service service(String namespace, String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withClusterIP("10.0.0.1")
        .endSpec()
        .build();
  }
}
