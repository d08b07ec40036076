package dev.hpk.access;

import com.google.common.base.Ticker;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpec;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpecBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import java.util.concurrent.CompletableFuture;

/** Asks the API server whether a user has a right on this node, and remembers the answer. */
final class NodeRights {

  private final String node;
  private final Reviews reviews;
  private final ReviewCache<Question, Boolean> known;

  private record Question(User user, String verb, String subresource) {}

  NodeRights(String node, Reviews reviews, AccessSettings settings, Ticker ticker) {
    this.node = node;
    this.reviews = reviews;
    this.known =
        new ReviewCache<>(settings.allowLife(), settings.denyLife(), allowed -> allowed, ticker);
  }

  /** Fails when the API server does not answer. */
  CompletableFuture<Boolean> allow(User user, String verb, String subresource) {
    return known.get(
        new Question(user, verb, subresource),
        () -> reviews.access(question(user, verb, subresource)).thenApply(NodeRights::isAllowed));
  }

  private static boolean isAllowed(SubjectAccessReviewStatus status) {
    return Boolean.TRUE.equals(status.getAllowed()) && !Boolean.TRUE.equals(status.getDenied());
  }

  private SubjectAccessReviewSpec question(User user, String verb, String subresource) {
    return new SubjectAccessReviewSpecBuilder()
        .withUser(user.name())
        .withUid(user.uid())
        .withGroups(user.groups())
        .withExtra(user.extra())
        .withNewResourceAttributes()
        .withVerb(verb)
        .withVersion("v1")
        .withResource("nodes")
        .withSubresource(subresource)
        .withName(node)
        .endResourceAttributes()
        .build();
  }
}
