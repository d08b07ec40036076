package dev.hpk.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The one family of errors that plugins throw and the kubelet acts on.
 *
 * <p>The message is for people: subject, what is wrong, value. It reaches pod statuses, events and
 * logs as it is, so it never holds a secret.
 */
public class HpkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Who is to blame; it decides what the pod shows and whether the call is tried again. */
  public enum Kind {
    /** What the pod asks for cannot be done, such as a flag that Slurm refuses. */
    USER,
    /** The kubelet or a plugin is configured wrongly. */
    CONFIGURATION,
    /** Something outside does not answer or failed; trying again may help. */
    EXTERNAL,
    /** A defect of HPK or of a plugin. */
    INTERNAL
  }

  public HpkException(Kind kind, String message) {
    this(kind, message, null);
  }

  public HpkException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
  }

  /** Who is to blame. */
  public final Kind kind() {
    return kind;
  }
}
