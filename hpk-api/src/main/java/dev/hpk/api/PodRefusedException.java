package dev.hpk.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
   * @param reason what is wrong with it, with the value, as a sentence without its subject; a whole
   *     sentence when there is a pod's reason
   * @param podReason the reason in the pod's status where a kubelet has one of its own; else null
   */
  public record Refusal(String field, String reason, @Nullable String podReason) {

    public Refusal(String field, String reason) {
      this(field, reason, null);
    }

    @Override
    public String toString() {
      return podReason == null ? field + " " + reason : reason;
    }
  }

  public PodRefusedException(List<Refusal> refusals) {
    super(Kind.USER, refusals.stream().map(Refusal::toString).collect(Collectors.joining("; ")));
    this.refusals = List.copyOf(refusals);
  }

  public PodRefusedException(String field, String reason) {
    this(List.of(new Refusal(field, reason)));
  }

  /** The reason for the pod's status: a kubelet's own if that is all there is; else empty. */
  public Optional<String> podReason() {
    List<@Nullable String> reasons = new ArrayList<>();
    refusals.forEach(refusal -> reasons.add(refusal.podReason()));
    return reasons.stream().distinct().count() == 1
        ? Optional.ofNullable(reasons.get(0))
        : Optional.empty();
  }

  /** Every refused field, in the order of the pod. */
  public List<Refusal> refusals() {
    return refusals;
  }
}
