package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class TokenRequesterTest {

  private static final String PATH = "/api/v1/namespaces/shop/serviceaccounts/builder/token";
  private static final PodToken TOKEN =
      new PodToken("shop", "builder", "web", "uid-1", List.of("vault"), 3607);

  private KubernetesClient client;
  private KubernetesMockServer server;

  @Test
  void a_token_is_bound_to_the_pod() throws Exception {
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(
            201, new TokenRequestBuilder().withNewStatus().withToken("abc").endStatus().build())
        .once();

    assertThat(new ClusterReader(client, Clock.systemUTC()).token(TOKEN)).isEqualTo("abc");

    JsonNode spec =
        new ObjectMapper().readTree(server.getLastRequest().getBody().readUtf8()).get("spec");
    assertThat(spec.get("audiences")).hasToString("[\"vault\"]");
    assertThat(spec.get("expirationSeconds").asLong()).isEqualTo(3607);
    JsonNode bound = spec.get("boundObjectRef");
    assertThat(bound.get("apiVersion").asText()).isEqualTo("v1");
    assertThat(bound.get("kind").asText()).isEqualTo("Pod");
    assertThat(bound.get("name").asText()).isEqualTo("web");
    assertThat(bound.get("uid").asText()).isEqualTo("uid-1");
  }

  @Test
  void a_refusal_has_the_words_of_the_api_server() {
    answer(404, "serviceaccounts \"builder\" not found");

    assertThatThrownBy(() -> new ClusterReader(client, Clock.systemUTC()).token(TOKEN))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessage("serviceaccounts \"builder\" not found");
  }

  @Test
  void an_api_server_in_trouble_refuses_nothing() {
    answer(500, "etcd is away");

    assertThatThrownBy(() -> new ClusterReader(client, Clock.systemUTC()).token(TOKEN))
        .isNotInstanceOf(TokenRefusedException.class)
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL))
        .hasMessage("token of service account shop/builder cannot be requested: etcd is away");
  }

  @Test
  void an_answer_without_a_token_is_a_refusal() {
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(201, new TokenRequestBuilder().build())
        .always();

    assertThatThrownBy(() -> new ClusterReader(client, Clock.systemUTC()).token(TOKEN))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("shop/builder");
  }

  private void answer(int code, String message) {
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(message).build())
        .always();
  }
}
