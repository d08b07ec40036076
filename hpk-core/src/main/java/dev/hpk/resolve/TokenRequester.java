package dev.hpk.resolve;

import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;

/** Asks the API server for tokens (TokenRequest, serviceaccounts/token), bound to a pod. */
final class TokenRequester {

  private static final int TOO_MANY_REQUESTS = 429;

  private final KubernetesClient client;
  private final Clock clock;

  TokenRequester(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * A new token.
   *
   * @throws TokenRefusedException when the API server refuses it
   * @throws HpkException of kind {@code EXTERNAL} when the API server does not answer
   */
  IssuedToken token(PodToken token) {
    TokenRequest answer;
    try {
      answer =
          client
              .serviceAccounts()
              .inNamespace(token.namespace())
              .withName(token.serviceAccount())
              .tokenRequest(request(token));
    } catch (KubernetesClientException e) {
      throw failure(token, e);
    }
    if (answer == null || answer.getStatus() == null || answer.getStatus().getToken() == null) {
      throw new TokenRefusedException(
          "the answer for service account " + account(token) + " has no token", null);
    }
    return issued(token, answer);
  }

  /** Its life ends as the answer says, and lasted as long as the answer says (kubelet). */
  private IssuedToken issued(PodToken token, TokenRequest answer) {
    Long granted = answer.getSpec() == null ? null : answer.getSpec().getExpirationSeconds();
    long seconds = granted == null ? token.expirationSeconds() : granted;
    String end = answer.getStatus().getExpirationTimestamp();
    Instant expires = end == null ? clock.instant().plusSeconds(seconds) : Instant.parse(end);
    return new IssuedToken(answer.getStatus().getToken(), expires.minusSeconds(seconds), expires);
  }

  private static TokenRequest request(PodToken token) {
    return new TokenRequestBuilder()
        .withNewSpec()
        .withAudiences(token.audiences())
        .withExpirationSeconds(token.expirationSeconds())
        .withNewBoundObjectRef("v1", "Pod", token.podName(), token.podUid())
        .endSpec()
        .build();
  }

  private static HpkException failure(PodToken token, KubernetesClientException cause) {
    int code = cause.getCode();
    String reason =
        cause.getStatus() != null && cause.getStatus().getMessage() != null
            ? cause.getStatus().getMessage()
            : String.valueOf(cause.getMessage());
    if (code >= 400 && code < 500 && code != TOO_MANY_REQUESTS) {
      return new TokenRefusedException(reason, cause);
    }
    return new HpkException(
        HpkException.Kind.EXTERNAL,
        "token of service account " + account(token) + " cannot be requested: " + reason,
        cause);
  }

  private static String account(PodToken token) {
    return token.namespace() + "/" + token.serviceAccount();
  }
}
