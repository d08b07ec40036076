package dev.hpk.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpecBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerReviewsTest {

  private static final String TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String RIGHTS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private KubernetesClient client;
  private ApiServerReviews reviews;

  @BeforeEach
  void start() {
    server.init();
    client = server.createClient();
    reviews = new ApiServerReviews(client);
  }

  @AfterEach
  void stop() {
    client.close();
    server.destroy();
  }

  private JsonNode asked() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(server.takeRequest().getUtf8Body());
  }

  @Test
  void a_token_is_shown_for_the_api_servers_own_audiences()
      throws IOException, InterruptedException {
    server
        .expect()
        .post()
        .withPath(TOKENS)
        .andReturn(
            201,
            "{\"kind\":\"TokenReview\",\"status\":{\"authenticated\":true,"
                + "\"user\":{\"username\":\"jane\",\"extra\":{\"a\":[\"b\"]}}}}")
        .once();

    TokenReviewStatus status = reviews.token("secret").join();

    assertThat(status.getAuthenticated()).isTrue();
    assertThat(status.getUser().getUsername()).isEqualTo("jane");
    JsonNode asked = asked();
    assertThat(asked.path("kind").asText()).isEqualTo("TokenReview");
    assertThat(asked.at("/spec/token").asText()).isEqualTo("secret");
    assertThat(asked.at("/spec/audiences").size()).isZero();
  }

  @Test
  void a_right_is_asked_for_as_it_stands() throws IOException, InterruptedException {
    server
        .expect()
        .post()
        .withPath(RIGHTS)
        .andReturn(201, "{\"kind\":\"SubjectAccessReview\",\"status\":{\"allowed\":true}}")
        .once();

    SubjectAccessReviewStatus status =
        reviews
            .access(
                new SubjectAccessReviewSpecBuilder()
                    .withUser("jane")
                    .withNewResourceAttributes()
                    .withResource("nodes")
                    .endResourceAttributes()
                    .build())
            .join();

    assertThat(status.getAllowed()).isTrue();
    JsonNode asked = asked();
    assertThat(asked.path("apiVersion").asText()).isEqualTo("authorization.k8s.io/v1");
    assertThat(asked.at("/spec/user").asText()).isEqualTo("jane");
    assertThat(asked.at("/spec/resourceAttributes/resource").asText()).isEqualTo("nodes");
  }

  @Test
  void a_refusal_by_the_api_server_is_no_answer_and_says_why() {
    server
        .expect()
        .post()
        .withPath(TOKENS)
        .andReturn(
            403,
            "{\"kind\":\"Status\",\"message\":\"tokenreviews is forbidden: no right to create\"}")
        .always();

    CompletableFuture<TokenReviewStatus> answer = reviews.token("secret");

    assertThatThrownBy(answer::join)
        .hasMessageContaining("403 tokenreviews is forbidden")
        .hasMessageNotContaining("secret");
  }

  @Test
  void an_answer_without_a_status_is_none() {
    server.expect().post().withPath(RIGHTS).andReturn(201, "{}").always();

    assertThatThrownBy(() -> reviews.access(new SubjectAccessReviewSpecBuilder().build()).join())
        .hasMessageContaining("without a status");
  }
}
