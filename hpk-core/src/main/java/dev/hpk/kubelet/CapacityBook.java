package dev.hpk.kubelet;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.node.NodeHealth;
import dev.hpk.pod.KubeletHealth;
import org.jspecify.annotations.Nullable;

/** The capacity that the batch system last spoke of. Refreshed by one thread, read by all. */
final class CapacityBook {

  private final BatchScheduler scheduler;
  private final KubeletHealth health;
  private volatile @Nullable Capacity capacity;

  CapacityBook(BatchScheduler scheduler, KubeletHealth health) {
    this.scheduler = scheduler;
    this.health = health;
  }

  /** Null while the batch system never answered. */
  @Nullable Capacity capacity() {
    return capacity;
  }

  Resources allocatable() {
    Capacity known = capacity;
    return known == null ? Resources.NONE : known.allocatable();
  }

  /** Asks the batch system; what was known stays when it does not answer. */
  void refresh() {
    try {
      capacity = scheduler.capacity();
      health.succeeded(NodeHealth.SCHEDULER);
    } catch (HpkException e) {
      health.failed(NodeHealth.SCHEDULER, String.valueOf(e.getMessage()));
    }
  }
}
