package dev.hpk.pod;

import dev.hpk.ledger.LedgerEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every pod that this kubelet knows of, by uid. Fed by the watch; read by all. */
final class PodStore implements ResourceEventHandler<Pod> {

  private final Map<String, TrackedPod> pods = new ConcurrentHashMap<>();
  private final String node;
  private volatile Consumer<String> changed = uid -> {};

  /**
   * @param node the name of the node whose pods are kept, whatever the watch brings
   */
  PodStore(String node) {
    this.node = node;
  }

  /** Who is told of each change in the API, on the watch's thread. */
  void onChange(Consumer<String> listener) {
    changed = listener;
  }

  @Nullable TrackedPod find(String uid) {
    return pods.get(uid);
  }

  Collection<TrackedPod> all() {
    return pods.values();
  }

  /** Takes up a pod that the ledger knows, before the watch begins. */
  void remember(LedgerEntry entry) {
    tracked(entry.uid()).entry(entry);
  }

  /** Drops a pod unless the API has it. */
  void forget(String uid) {
    pods.computeIfPresent(uid, (key, tracked) -> tracked.pod() == null ? null : tracked);
  }

  /** Takes a pod of a list, unless the watch has brought it already. */
  void addIfUnknown(Pod pod) {
    TrackedPod known = pods.get(uid(pod));
    if (known == null || known.pod() == null) {
      put(pod);
    }
  }

  @Override
  public void onAdd(Pod pod) {
    put(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    if (!uid(before).equals(uid(pod))) {
      drop(before);
    }
    put(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean finalStateUnknown) {
    drop(pod);
  }

  private void put(Pod pod) {
    if (!node.equals(pod.getSpec().getNodeName())) {
      return;
    }
    pods.compute(
        uid(pod),
        (uid, known) -> {
          TrackedPod tracked = known == null ? new TrackedPod(uid) : known;
          tracked.pod(pod);
          return tracked;
        });
    changed.accept(uid(pod));
  }

  private void drop(Pod pod) {
    TrackedPod known = pods.get(uid(pod));
    if (known != null) {
      known.pod(null);
      changed.accept(uid(pod));
    }
  }

  private TrackedPod tracked(String uid) {
    return pods.computeIfAbsent(uid, TrackedPod::new);
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
