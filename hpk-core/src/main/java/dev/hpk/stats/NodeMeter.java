package dev.hpk.stats;

import dev.hpk.api.job.Capacity;
import dev.hpk.stats.Summary.FsStats;
import dev.hpk.stats.SummaryMaker.NodeUse;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds what the node uses. Safe for use by several threads. */
final class NodeMeter {

  private final Observer observer;
  private final Supplier<@Nullable Capacity> capacity;
  private final Path disk;
  private @Nullable NodeUse last;

  /**
   * @param capacity null while the batch system never answered
   * @param disk lies on the file system that pods write to
   */
  NodeMeter(Observer observer, Supplier<@Nullable Capacity> capacity, Path disk) {
    this.observer = observer;
    this.capacity = capacity;
    this.disk = disk;
  }

  /**
   * The node as of the newest look at one of these pods, so that what is counted and the time of it
   * belong together; asked again before the next look, it says the same.
   */
  synchronized NodeUse measure(List<ObservedPod> pods) {
    Instant time =
        pods.stream()
            .flatMap(pod -> pod.containers().stream())
            .map(ObservedPod.ObservedContainer::figures)
            .filter(Objects::nonNull)
            .map(figures -> figures.usage().time())
            .max(Instant::compareTo)
            .orElseGet(observer::now);
    NodeUse known = last;
    if (known != null && known.now().equals(time)) {
      return known;
    }
    NodeUse now =
        new NodeUse(
            time,
            observer.cpuNanoseconds(),
            OwnUse.cpuNanoseconds(),
            OwnUse.memoryBytes(),
            capacity.get(),
            fs(time));
    last = now;
    return now;
  }

  private @Nullable FsStats fs(Instant time) {
    try {
      FileStore store = Files.getFileStore(disk);
      long total = store.getTotalSpace();
      return new FsStats(time, store.getUsableSpace(), total, total - store.getUnallocatedSpace());
    } catch (IOException e) {
      return null;
    }
  }
}
