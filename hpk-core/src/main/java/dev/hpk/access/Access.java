package dev.hpk.access;

import com.google.common.base.Ticker;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Decides who may do what on the kubelet port: first who it is, by client certificate or bearer
 * token, then by the API server whether he may. Asked by event loops for each request; blocks none,
 * and what was decided before is decided again at once. Safe for use by several threads.
 */
public final class Access {

  private static final String ANONYMOUS = "system:anonymous";

  private final AccessSettings settings;
  private final Authorities authorities;
  private final ClientCertificates certificates;
  private final BearerTokens tokens;
  private final NodeRights rights;

  /**
   * @param node the name that rights are asked for
   * @param client the API server; stays the caller's
   * @throws dev.hpk.api.HpkException of kind CONFIGURATION when a file cannot be used
   */
  public Access(AccessSettings settings, String node, KubernetesClient client, Clock clock) {
    this(
        settings,
        node,
        new ApiServerReviews(client),
        authorities(settings, client),
        clock,
        Ticker.systemTicker());
  }

  Access(
      AccessSettings settings,
      String node,
      Reviews reviews,
      Authorities authorities,
      Clock clock,
      Ticker ticker) {
    this.settings = settings;
    this.authorities = authorities;
    this.certificates = new ClientCertificates(authorities.first(), clock, ticker);
    this.tokens = new BearerTokens(reviews, settings, ticker);
    this.rights = new NodeRights(node, reviews, settings, ticker);
  }

  private static Authorities authorities(AccessSettings settings, KubernetesClient client) {
    Path file = settings.clientCa();
    return file == null
        ? new ClusterAuthorities(client, Ticker.systemTicker())
        : new FileAuthorities(file);
  }

  /** Whether everybody is let in, for development. */
  public boolean isOpen() {
    return settings.insecure();
  }

  /** The CAs of clients that are known by a certificate; none where none are asked for one. */
  public List<X509Certificate> authorities() {
    return certificates.authorities();
  }

  /**
   * Takes up what has become of those CAs. Waits for a disk or the API server. By one thread at a
   * time.
   */
  public void refresh() {
    if (!settings.insecure()) {
      authorities.next().ifPresent(certificates::replace);
    }
  }

  /** The decision; never fails. Completed by the API server's answer, on a thread of its client. */
  public CompletableFuture<Verdict> decide(AccessRequest request) {
    if (settings.insecure()) {
      return CompletableFuture.completedFuture(Verdict.allowed(ANONYMOUS));
    }
    String reason = "it showed neither a certificate nor a token";
    if (!request.certificates().isEmpty()) {
      ClientCertificates.Answer answer = certificates.user(request.certificates());
      if (answer.user().isPresent()) {
        return authorize(answer.user().get(), request);
      }
      reason = answer.reason();
    }
    String token = settings.webhook() ? BearerTokens.in(request.authorization()) : null;
    if (token == null) {
      return CompletableFuture.completedFuture(Verdict.unauthorized(reason));
    }
    return tokens
        .user(token)
        .thenCompose(user -> authenticated(user, request))
        .exceptionally(
            failure -> Verdict.unauthorized("its token cannot be checked: " + text(failure)));
  }

  private CompletableFuture<Verdict> authenticated(Optional<User> user, AccessRequest request) {
    return user.map(known -> authorize(known, request))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    Verdict.unauthorized("the API server does not accept its token")));
  }

  private CompletableFuture<Verdict> authorize(User user, AccessRequest request) {
    if (settings.alwaysAllow()) {
      return CompletableFuture.completedFuture(Verdict.allowed(user.name()));
    }
    return authorize(user, NodeAttributes.of(request.method(), request.path()), 0);
  }

  /** One subresource after another, until one is allowed. */
  private CompletableFuture<Verdict> authorize(User user, NodeAttributes wanted, int index) {
    if (index == wanted.subresources().size()) {
      return CompletableFuture.completedFuture(Verdict.forbidden(user.name(), wanted));
    }
    String subresource = wanted.subresources().get(index);
    return rights
        .allow(user, wanted.verb(), subresource)
        .handle(
            (allowed, failure) -> {
              if (failure != null) {
                return CompletableFuture.completedFuture(
                    Verdict.failed(user.name(), wanted.verb(), subresource, text(failure)));
              }
              return allowed
                  ? CompletableFuture.completedFuture(Verdict.allowed(user.name()))
                  : authorize(user, wanted, index + 1);
            })
        .thenCompose(verdict -> verdict);
  }

  private static String text(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause);
  }
}
