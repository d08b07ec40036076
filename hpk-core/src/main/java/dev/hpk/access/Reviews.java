package dev.hpk.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpec;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import java.util.concurrent.CompletableFuture;

/** Questions to the API server. Asked by event loops: an implementation may not block. */
interface Reviews {

  /** Whose token it is. Fails when there is no answer. */
  CompletableFuture<TokenReviewStatus> token(String token);

  /** Whether somebody may do something. Fails when there is no answer. */
  CompletableFuture<SubjectAccessReviewStatus> access(SubjectAccessReviewSpec question);
}
