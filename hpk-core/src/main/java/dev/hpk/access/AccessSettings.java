package dev.hpk.access;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the kubelet port; defaults and words are a kubelet's (KubeletConfiguration).
 *
 * @param clientCa PEM file of the CAs whose client certificates tell who somebody is; null means
 *     those that the cluster publishes
 * @param webhook whether bearer tokens are shown to the API server (TokenReview)
 * @param tokenLife how long its answer is good
 * @param alwaysAllow whether everybody who is known may do everything, instead of what the API
 *     server allows (SubjectAccessReview)
 * @param allowLife how long an allowance is good
 * @param denyLife how long a denial is good
 * @param insecure whether nobody is asked for anything
 */
public record AccessSettings(
    @Nullable Path clientCa,
    boolean webhook,
    Duration tokenLife,
    boolean alwaysAllow,
    Duration allowLife,
    Duration denyLife,
    boolean insecure) {

  /** Tokens, rights and the CA of clients by the API server. */
  public static final AccessSettings DEFAULT =
      new AccessSettings(
          null,
          true,
          Duration.ofMinutes(2),
          false,
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          false);

  /** The port is open to everybody: for development. */
  public static final AccessSettings INSECURE =
      new AccessSettings(null, false, Duration.ZERO, true, Duration.ZERO, Duration.ZERO, true);

  /** With client certificates of these CAs. */
  public AccessSettings withClientCa(Path file) {
    return new AccessSettings(file, webhook, tokenLife, alwaysAllow, allowLife, denyLife, insecure);
  }
}
