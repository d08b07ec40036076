package dev.hpk.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatusBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpec;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatusBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** An API server that knows some tokens and some rights, or does not answer. */
public final class FakeReviews implements Reviews {

  private final Map<String, String> owners = new HashMap<>();
  private final Set<String> rights = new HashSet<>();
  final List<SubjectAccessReviewSpec> questions = Collections.synchronizedList(new ArrayList<>());
  final List<String> tokens = Collections.synchronizedList(new ArrayList<>());
  final List<Runnable> held = Collections.synchronizedList(new ArrayList<>());
  private boolean away;
  private boolean slow;

  public FakeReviews owner(String token, String user) {
    owners.put(token, user);
    return this;
  }

  /** A right as in {@code jane get proxy}. */
  public FakeReviews allow(String right) {
    rights.add(right);
    return this;
  }

  public FakeReviews deny(String right) {
    rights.remove(right);
    return this;
  }

  /** From now on every question fails. */
  public FakeReviews away() {
    away = true;
    return this;
  }

  /** From now on answers wait until {@link #answer}. */
  FakeReviews slow() {
    slow = true;
    return this;
  }

  void answer() {
    List<Runnable> due = List.copyOf(held);
    held.clear();
    due.forEach(Runnable::run);
  }

  @Override
  public CompletableFuture<TokenReviewStatus> token(String token) {
    tokens.add(token);
    String owner = owners.get(token);
    TokenReviewStatus status =
        owner == null
            ? new TokenReviewStatusBuilder().withAuthenticated(false).build()
            : new TokenReviewStatusBuilder()
                .withAuthenticated(true)
                .withNewUser()
                .withUsername(owner)
                .withUid("uid of " + owner)
                .withGroups("system:serviceaccounts")
                .addToExtra("pod", List.of("a"))
                .endUser()
                .build();
    return later(status);
  }

  @Override
  public CompletableFuture<SubjectAccessReviewStatus> access(SubjectAccessReviewSpec question) {
    questions.add(question);
    String right =
        question.getUser()
            + " "
            + question.getResourceAttributes().getVerb()
            + " "
            + question.getResourceAttributes().getSubresource();
    return later(
        new SubjectAccessReviewStatusBuilder().withAllowed(rights.contains(right)).build());
  }

  private <T> CompletableFuture<T> later(T answer) {
    if (away) {
      return CompletableFuture.failedFuture(new IllegalStateException("nobody answers"));
    }
    if (!slow) {
      return CompletableFuture.completedFuture(answer);
    }
    CompletableFuture<T> future = new CompletableFuture<>();
    held.add(() -> future.complete(answer));
    return future;
  }
}
