package dev.hpk.access;

import com.google.common.base.Ticker;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the API server whose a bearer token is. Tokens are kept nowhere: answers are remembered
 * under the token's hash.
 */
final class BearerTokens {

  private final Reviews reviews;
  private final ReviewCache<HashCode, Optional<User>> known;

  BearerTokens(Reviews reviews, AccessSettings settings, Ticker ticker) {
    this.reviews = reviews;
    this.known =
        new ReviewCache<>(settings.tokenLife(), settings.tokenLife(), Optional::isPresent, ticker);
  }

  /**
   * The token in a header Authorization (apiserver pkg/authentication/request/bearertoken).
   *
   * @return null when there is none
   */
  static @Nullable String in(@Nullable String authorization) {
    if (authorization == null) {
      return null;
    }
    String[] parts = authorization.strip().split(" ", 3);
    if (parts.length < 2
        || !parts[0].toLowerCase(Locale.ROOT).equals("bearer")
        || parts[1].isEmpty()) {
      return null;
    }
    return parts[1];
  }

  /** Empty when the API server does not accept the token; fails when it does not answer. */
  CompletableFuture<Optional<User>> user(String token) {
    return known.get(
        Hashing.sha256().hashString(token, StandardCharsets.UTF_8),
        () -> reviews.token(token).thenApply(BearerTokens::user));
  }

  private static Optional<User> user(TokenReviewStatus status) {
    UserInfo info = status.getUser();
    if (!Boolean.TRUE.equals(status.getAuthenticated())
        || info == null
        || info.getUsername() == null
        || info.getUsername().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new User(
            info.getUsername(),
            info.getUid() == null ? "" : info.getUid(),
            info.getGroups() == null ? List.of() : info.getGroups(),
            info.getExtra() == null ? Map.of() : info.getExtra()));
  }
}
