package dev.hpk.pod;

import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.disk.Disk;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.node.NodeHealth;
import dev.hpk.watch.JobSightings;
import dev.hpk.watch.JobWatcher;
import dev.hpk.watch.Journal;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the API server, the journal and the batch system, and wakes the lane of each pod of
 * which something was heard. A constant number of periodic tasks, whatever the number of pods.
 */
final class PodLoops implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodLoops.class);
  private static final Duration TICK = Duration.ofMillis(100);

  /** A command of the batch system may take its time; twice as long is a loop that hangs. */
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private static final Duration DISK_INTERVAL = Duration.ofSeconds(10);
  private static final byte[] PROBE = new byte[4096];
  private static final String JOURNAL = "journal";

  private final PodController.Parts parts;
  private final PodStore store;
  private final Journal journal;
  private final PodLanes lanes;
  private final JobWatcher watcher;
  private final QueueSweep sweep;
  private final VolumeRefresher refresher;
  private volatile @Nullable SharedIndexInformer<Pod> informer;
  private volatile boolean synced;
  private final AtomicLong journalRead = new AtomicLong(System.nanoTime());
  private final AtomicLong queueAsked = new AtomicLong(System.nanoTime());

  PodLoops(
      PodController.Parts parts,
      PodStore store,
      Journal journal,
      JobSightings sightings,
      OwnJobs ownJobs,
      PodLanes lanes) {
    this.parts = parts;
    this.store = store;
    this.journal = journal;
    this.lanes = lanes;
    this.watcher =
        new JobWatcher(
            parts.scheduler(),
            sightings,
            this::watched,
            parts.clock(),
            parts.settings().busyInterval(),
            parts.settings().quietInterval());
    this.sweep = new QueueSweep(ownJobs, store, parts.scheduler());
    this.refresher = VolumeRefresher.of(parts, store);
  }

  /** Begins; the first list comes on the client's threads. */
  void start() {
    SharedIndexInformer<Pod> watch =
        parts
            .client()
            .pods()
            .inAnyNamespace()
            .withField("spec.nodeName", parts.node().name())
            .runnableInformer(0);
    watch.addEventHandler(store);
    watch.exceptionHandler((started, failure) -> true);
    store.onChange(this::wakeIfSynced);
    informer = watch;
    watch.start();
    every(parts.settings().journalInterval(), noted(this::readJournal, journalRead));
    every(TICK, noted(this::askQueue, queueAsked));
    every(parts.settings().sweepInterval(), this::sweepQueue);
    every(DISK_INTERVAL, this::tryDisk);
    every(refreshInterval(), this::refreshVolumes);
  }

  /** Whether every pod of the node is known. */
  boolean isSynced() {
    return synced;
  }

  /** Whether the journal was read and the batch system asked not too long ago. */
  boolean isLooping() {
    long since = System.nanoTime() - Math.min(journalRead.get(), queueAsked.get());
    return since < LONGEST.toNanos();
  }

  /** Stops listening to the API server; the timer is the caller's to stop. */
  @Override
  public void close() {
    SharedIndexInformer<Pod> watch = informer;
    if (watch != null) {
      watch.close();
    }
  }

  /** Called by the timer, and by workers that cannot wait for it. */
  void readJournal() {
    try {
      Set<String> changed = journal.poll();
      parts.health().succeeded(JOURNAL);
      changed.forEach(this::wakeIfSynced);
    } catch (HpkException e) {
      parts.health().failed(JOURNAL, String.valueOf(e.getMessage()));
    }
  }

  /** A full or read-only work directory shows before the next pod needs it. */
  private void tryDisk() {
    try {
      Disk.write(parts.work().probe(), PROBE, 0600);
      Disk.remove(parts.work().probe());
      parts.health().succeeded(NodeHealth.DISK);
    } catch (HpkException e) {
      parts.health().failed(NodeHealth.DISK, String.valueOf(e.getMessage()));
    }
  }

  private void askQueue() {
    checkSync();
    try {
      Set<String> changed = watcher.poll();
      if (changed == null) {
        return;
      }
      parts.health().succeeded(NodeHealth.SCHEDULER);
      store.all().stream()
          .filter(pod -> changed.contains(pod.job()))
          .forEach(pod -> wakeIfSynced(pod.uid()));
    } catch (HpkException e) {
      parts.health().failed(NodeHealth.SCHEDULER, String.valueOf(e.getMessage()));
    }
  }

  private void sweepQueue() {
    if (!synced) {
      return;
    }
    try {
      sweep.run();
      parts.health().succeeded(NodeHealth.SCHEDULER);
    } catch (HpkException e) {
      parts.health().failed(NodeHealth.SCHEDULER, String.valueOf(e.getMessage()));
    }
  }

  private void refreshVolumes() {
    if (synced) {
      refresher.run();
    }
  }

  /** Not the same for any two kubelets, so that they do not all ask at once. */
  private Duration refreshInterval() {
    Duration usual = parts.settings().refreshInterval();
    return usual.multipliedBy(90 + ThreadLocalRandom.current().nextInt(21)).dividedBy(100);
  }

  /** Nothing is decided before the whole list was seen: a pod not seen yet is not a pod gone. */
  private void checkSync() {
    SharedIndexInformer<Pod> watch = informer;
    if (synced || watch == null || !watch.hasSynced()) {
      return;
    }
    journal.poll();
    List<Pod> listed = watch.getStore().list();
    listed.forEach(store::addIfUnknown);
    // one that was deleted meanwhile must not come back
    listed.stream()
        .filter(pod -> watch.getStore().getByKey(Cache.metaNamespaceKeyFunc(pod)) == null)
        .forEach(pod -> store.onDelete(pod, false));
    synced = true;
    LOG.atInfo().addKeyValue("pods", store.all().size()).log("All pods of the node are known");
    parts.timer().execute(() -> guarded(this::sweepQueue));
    store.all().forEach(pod -> lanes.wake(pod.uid()));
  }

  private JobWatcher.Watched watched() {
    Collection<JobId> jobs = new ArrayList<>();
    boolean busy = false;
    for (TrackedPod pod : store.all()) {
      LedgerEntry entry = pod.entry();
      if (entry == null || entry.job() == null || entry.isFinished()) {
        continue;
      }
      jobs.add(new JobId(entry.job()));
      busy |= isAboutToChange(entry, pod.uid());
    }
    return new JobWatcher.Watched(jobs, busy);
  }

  private boolean isAboutToChange(LedgerEntry entry, String uid) {
    PodHistory history = journal.history(uid);
    return entry.wasCancelled() || history.started() == null || history.hasEnded();
  }

  private void wakeIfSynced(String uid) {
    if (synced) {
      lanes.wake(uid);
    }
  }

  private static Runnable noted(Runnable task, AtomicLong when) {
    return () -> {
      task.run();
      when.set(System.nanoTime());
    };
  }

  private void every(Duration interval, Runnable task) {
    parts
        .timer()
        .scheduleWithFixedDelay(() -> guarded(task), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A periodic task that throws would never be called again. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("A periodic task failed");
    }
  }
}
