package dev.hpk.resolve;

import java.util.List;

/**
 * Which token a pod asks for. The token is bound to the pod: it ends with it.
 *
 * @param namespace the pod's namespace
 * @param serviceAccount the pod's service account
 * @param podName the pod's name
 * @param podUid the pod's uid
 * @param audiences whom it is for; empty means the API server itself
 * @param expirationSeconds how long it is wanted to be valid
 */
public record PodToken(
    String namespace,
    String serviceAccount,
    String podName,
    String podUid,
    List<String> audiences,
    long expirationSeconds) {

  public PodToken {
    audiences = List.copyOf(audiences);
  }
}
