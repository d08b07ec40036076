package dev.hpk.pod;

import dev.hpk.admission.Admission;
import dev.hpk.admission.AdmissionPolicy;
import dev.hpk.admission.NodeOffer;
import dev.hpk.admission.Rejection;
import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.translate.PodResources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits each pod once, one after another, so that two pods never both get the last room. What was
 * admitted before a restart stays admitted: the ledger knows it, or the start time in its status.
 */
final class PodAdmission {

  private final PodStore store;
  private final BatchScheduler scheduler;
  private final NodeSource node;
  private final Supplier<@Nullable Capacity> capacity;
  private final PodSettings settings;
  private final Object lock = new Object();
  private final Set<String> admitted = new HashSet<>();

  /** Where the node is known. */
  @FunctionalInterface
  interface NodeSource {
    /**
     * The node as the API server has it; null when it has none.
     *
     * @param fresh whether the API server is asked now
     */
    @Nullable Node node(boolean fresh);
  }

  /**
   * @param capacity what the node offers; null while the batch system never answered
   */
  PodAdmission(
      PodStore store,
      BatchScheduler scheduler,
      NodeSource node,
      Supplier<@Nullable Capacity> capacity,
      PodSettings settings) {
    this.store = store;
    this.scheduler = scheduler;
    this.node = node;
    this.capacity = capacity;
    this.settings = settings;
  }

  /**
   * Admits a pod, unless that was done before. Called by the pod's worker.
   *
   * @throws PodRejectedException when it may not run here
   * @throws HpkException of kind EXTERNAL when that cannot be decided now
   */
  void admit(TrackedPod tracked, Pod pod) {
    Node known = node.node(false);
    if (known == null) {
      known = node.node(true);
    }
    if (known == null && Admission.asksForNode(pod)) {
      throw new HpkException(HpkException.Kind.EXTERNAL, "the node is not registered yet");
    }
    synchronized (lock) {
      if (isAdmitted(tracked)) {
        return;
      }
      Optional<Rejection> rejection = Admission.decide(pod, known, offer(pod));
      if (rejection.isPresent() && Admission.dependsOnNode(rejection.get())) {
        // its labels or taints may have changed a moment ago
        rejection = Admission.decide(pod, node.node(true), offer(pod));
      }
      if (rejection.isPresent()) {
        throw new PodRejectedException(rejection.get());
      }
      admitted.removeIf(uid -> store.find(uid) == null);
      admitted.add(tracked.uid());
    }
  }

  private boolean isAdmitted(TrackedPod tracked) {
    LedgerEntry entry = tracked.entry();
    Pod pod = tracked.pod();
    boolean shownBefore =
        pod != null && pod.getStatus() != null && pod.getStatus().getStartTime() != null;
    return admitted.contains(tracked.uid()) || shownBefore || entry != null;
  }

  /** What counts for this pod. */
  private NodeOffer offer(Pod pod) {
    Capacity known = capacity.get();
    if (settings.admission() == AdmissionPolicy.STRICT) {
      if (known == null) {
        throw new HpkException(
            HpkException.Kind.EXTERNAL, "the batch system has not told what it has");
      }
      Usage usage = usage();
      return new NodeOffer(known.allocatable(), usage.resources, known.pods(), usage.pods);
    }
    // A job waits for its turn: only what no host could ever give is too much.
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    boolean elsewhere = annotations != null && scheduler.choosesHosts(annotations);
    long limit = settings.maxPods();
    return new NodeOffer(
        known == null || elsewhere ? null : known.largestHost(),
        Resources.NONE,
        limit,
        limit == 0 ? 0 : usage().pods);
  }

  private record Usage(Resources resources, long pods) {}

  /** Of all pods that were admitted and are not over. */
  private Usage usage() {
    Resources sum = Resources.NONE;
    long count = 0;
    for (TrackedPod other : store.all()) {
      Pod pod = other.pod();
      LedgerEntry entry = other.entry();
      boolean over =
          pod == null
              || FactGatherer.isTerminal(pod.getStatus())
              || (entry != null && entry.isFinished());
      if (pod != null && !over && isAdmitted(other)) {
        sum = sum.plus(PodResources.everything(pod.getSpec()));
        count++;
      }
    }
    return new Usage(sum, count);
  }
}
