package dev.hpk.translate;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.PodRefusedException.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Collects what a pod is refused for, so that its owner hears of all of it at once. */
final class Refusals {

  private final List<Refusal> refusals = new ArrayList<>();

  /**
   * Notes a field.
   *
   * @param field its path in the pod
   * @param reason what is wrong with it, with the value: a sentence without its subject
   */
  void add(String field, String reason) {
    refusals.add(new Refusal(field, reason));
  }

  /**
   * Notes a field for which a kubelet has a reason and a text of its own.
   *
   * @param podReason the reason in the pod's status
   * @param message the kubelet's text
   */
  void reject(String field, String podReason, String message) {
    refusals.add(new Refusal(field, message, podReason));
  }

  /**
   * Ends the collecting.
   *
   * @throws PodRefusedException when there is anything
   */
  void check() {
    if (!refusals.isEmpty()) {
      throw new PodRefusedException(refusals);
    }
  }
}
