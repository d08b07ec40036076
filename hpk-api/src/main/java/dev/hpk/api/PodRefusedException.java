package dev.hpk.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A pod asks for something that cannot be honoured here. Thrown before anything is submitted; the
 * pod then fails with this message in its status and in an event.
 */
public final class PodRefusedException extends HpkException {

  private static final long serialVersionUID = 1L;

  private final transient List<Refusal> refusals;

  /**
   * One field that is refused.
   *
   * @param field its path in the pod, such as {@code spec.containers[0].livenessProbe}
   * @param reason what is wrong with it, with the value, as a sentence without its subject
   */
  public record Refusal(String field, String reason) {
    @Override
    public String toString() {
      return field + " " + reason;
    }
  }

  public PodRefusedException(List<Refusal> refusals) {
    super(Kind.USER, refusals.stream().map(Refusal::toString).collect(Collectors.joining("; ")));
    this.refusals = List.copyOf(refusals);
  }

  public PodRefusedException(String field, String reason) {
    this(List.of(new Refusal(field, reason)));
  }

  /** Every refused field, in the order of the pod. */
  public List<Refusal> refusals() {
    return refusals;
  }
}
