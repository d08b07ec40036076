package dev.hpk.access;

/**
 * Whether a request is served.
 *
 * @param decision how it was decided
 * @param user the sender's name; empty when it is not known
 * @param text the body of a refusal, as a kubelet writes it; empty when it is served
 * @param reason why, for the kubelet's own log; never a secret
 */
public record Verdict(Decision decision, String user, String text, String reason) {

  /** The four ways a decision can go. */
  public enum Decision {
    ALLOWED,
    /** 401. */
    UNAUTHORIZED,
    /** 403. */
    FORBIDDEN,
    /** 500: the API server was asked and gave no answer. */
    FAILED
  }

  static Verdict allowed(String user) {
    return new Verdict(Decision.ALLOWED, user, "", "");
  }

  static Verdict unauthorized(String reason) {
    return new Verdict(Decision.UNAUTHORIZED, "", "Unauthorized", reason);
  }

  static Verdict forbidden(String user, NodeAttributes attributes) {
    return new Verdict(
        Decision.FORBIDDEN,
        user,
        "Forbidden (user=%s, verb=%s, resource=nodes, subresource(s)=[%s])\n"
            .formatted(user, attributes.verb(), String.join(" ", attributes.subresources())),
        "nothing allows verb '%s' on any of %s"
            .formatted(
                attributes.verb(),
                attributes.subresources().stream().map(one -> "nodes/" + one).toList()));
  }

  static Verdict failed(String user, String verb, String subresource, String reason) {
    return new Verdict(
        Decision.FAILED,
        user,
        "Authorization error (user=%s, verb=%s, resource=nodes, subresource=%s)"
            .formatted(user, verb, subresource),
        reason);
  }
}
