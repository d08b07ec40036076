package dev.hpk.kubelet;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.node.NodeHealth;
import dev.hpk.pod.KubeletHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The capacity that the batch system last spoke of. Refreshed by one thread, read by all. */
final class CapacityBook {

  private static final String STORAGE = "ephemeral-storage";

  private final BatchScheduler scheduler;
  private final KubeletHealth health;
  private final Path volumes;
  private final int maxPods;
  private volatile @Nullable Capacity capacity;

  /**
   * @param volumes the directory below which pods keep what they write: its file system is the
   *     node's ephemeral storage
   * @param maxPods how many pods may be on the node; 0 means as many as the batch system takes
   */
  CapacityBook(BatchScheduler scheduler, KubeletHealth health, Path volumes, int maxPods) {
    this.scheduler = scheduler;
    this.health = health;
    this.volumes = volumes;
    this.maxPods = maxPods;
  }

  /** Null while the batch system never answered. */
  @Nullable Capacity capacity() {
    return capacity;
  }

  /** Asks the batch system; what was known stays when it does not answer. */
  void refresh() {
    try {
      capacity = withStorage(scheduler.capacity());
      health.succeeded(NodeHealth.SCHEDULER);
    } catch (HpkException e) {
      health.failed(NodeHealth.SCHEDULER, String.valueOf(e.getMessage()));
    }
  }

  private Capacity withStorage(Capacity told) {
    long bytes;
    try {
      bytes = Files.getFileStore(volumes).getTotalSpace();
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "work directory: the size of its file system cannot be read: " + e.getMessage(),
          e);
    }
    // a file system without an end says a negative number
    Resources storage = new Resources(0, 0, Map.of(STORAGE, bytes < 0 ? Long.MAX_VALUE : bytes));
    return new Capacity(
        told.total().max(storage),
        told.allocatable().max(storage),
        maxPods == 0 ? told.pods() : Math.min(told.pods(), maxPods),
        told.hosts(),
        told.largestHost().max(storage),
        told.detail());
  }
}
