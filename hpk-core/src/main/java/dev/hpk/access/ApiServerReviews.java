package dev.hpk.access;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpec;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks the API server with the kubelet's own rights, by the client's way of sending without
 * waiting, which its typed calls do not offer.
 */
final class ApiServerReviews implements Reviews {

  private static final String TOKENS = "apis/authentication.k8s.io/v1/tokenreviews";
  private static final String RIGHTS = "apis/authorization.k8s.io/v1/subjectaccessreviews";
  private static final String JSON = "application/json";
  private static final long PATIENCE_SECONDS = 10;

  private final KubernetesClient client;
  private final KubernetesSerialization json = new KubernetesSerialization();

  /** The client stays the caller's. */
  ApiServerReviews(KubernetesClient client) {
    this.client = client;
  }

  /** For the audiences that the API server has itself, as a kubelet asks it. */
  @Override
  public CompletableFuture<TokenReviewStatus> token(String token) {
    TokenReview review = new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build();
    return send(TOKENS, review, TokenReview.class)
        .thenApply(answer -> present(answer.getStatus(), TOKENS));
  }

  @Override
  public CompletableFuture<SubjectAccessReviewStatus> access(SubjectAccessReviewSpec question) {
    SubjectAccessReview review = new SubjectAccessReviewBuilder().withSpec(question).build();
    return send(RIGHTS, review, SubjectAccessReview.class)
        .thenApply(answer -> present(answer.getStatus(), RIGHTS));
  }

  private <T> CompletableFuture<T> send(String path, T review, Class<T> type) {
    HttpClient http = client.getHttpClient();
    return http.sendAsync(
            http.newHttpRequestBuilder()
                .uri(client.getMasterUrl() + path)
                .post(JSON, json.asJson(review))
                .build(),
            String.class)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .thenApply(response -> read(response, path, type));
  }

  private <T> T read(HttpResponse<String> response, String path, Class<T> type) {
    if (!response.isSuccessful()) {
      throw new IllegalStateException(
          path + " was answered with " + response.code() + " " + message(response.body()));
    }
    return json.unmarshal(response.body(), type);
  }

  private String message(String body) {
    try {
      return String.valueOf(json.unmarshal(body, Status.class).getMessage());
    } catch (RuntimeException e) {
      return "";
    }
  }

  private static <S> S present(S status, String path) {
    if (status == null) {
      throw new IllegalStateException(path + " was answered without a status");
    }
    return status;
  }
}
