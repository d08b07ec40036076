package dev.hpk.pod;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.Resources;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.ledger.Ledger;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.node.NodeHealth;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.PodDeleter;
import dev.hpk.report.PodObservation.NodeIdentity;
import dev.hpk.report.StatusWriter;
import dev.hpk.resolve.PodResolver;
import dev.hpk.server.PodSource;
import dev.hpk.submit.Submitter;
import dev.hpk.watch.JobSightings;
import dev.hpk.watch.JobWatcher;
import dev.hpk.watch.Journal;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves all pods of one node: listens to the API server, the journal and the batch system, and
 * wakes the lane of each pod of which something was heard.
 */
public final class PodController implements PodSource, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodController.class);
  private static final Duration TICK = Duration.ofMillis(100);

  private final Parts parts;
  private final PodStore store;
  private final Journal journal;
  private final JobSightings sightings = new JobSightings();
  private final Ledger ledger;
  private final OwnJobs ownJobs;
  private final PodLanes lanes;
  private final JobWatcher watcher;
  private final QueueSweep sweep;
  private volatile @Nullable SharedIndexInformer<Pod> informer;
  private volatile boolean synced;

  /**
   * What the controller works with; owned by the caller.
   *
   * @param client the API server
   * @param node the node's name and address
   * @param runtime how container ids begin
   * @param scheduler the batch system
   * @param resolver reads what pods name
   * @param submitter the way into the batch system
   * @param work the work directory
   * @param events takes events
   * @param health hears of problems
   * @param settings how pods are served
   * @param allocatable what the node offers, for the downward API
   * @param points hears of each step
   * @param listener hears of each pod whose status was written
   * @param workers where lanes are worked on
   * @param timer for what is periodic; at least three threads
   * @param clock the time
   */
  public record Parts(
      KubernetesClient client,
      NodeIdentity node,
      String runtime,
      BatchScheduler scheduler,
      PodResolver resolver,
      Submitter submitter,
      WorkDirectory work,
      EventRecorder events,
      KubeletHealth health,
      PodSettings settings,
      Supplier<Resources> allocatable,
      LifePoint.Listener points,
      Consumer<PodView> listener,
      ExecutorService workers,
      ScheduledExecutorService timer,
      Clock clock) {}

  public PodController(Parts parts) {
    this.parts = parts;
    this.store = new PodStore(parts.node().name());
    this.journal = new Journal(parts.work().journal());
    this.ledger = new Ledger(parts.work());
    this.ownJobs = new OwnJobs(parts.scheduler(), parts.clock());
    PodReporter reporter =
        new PodReporter(
            new StatusWriter(parts.client()),
            new PodDeleter(parts.client()),
            parts.events(),
            journal,
            sightings,
            parts.node(),
            parts.runtime(),
            parts.clock(),
            this::tell);
    PodStarter starter =
        new PodStarter(
            parts.resolver(),
            parts.submitter(),
            reporter,
            ledger,
            parts.allocatable(),
            parts.clock(),
            parts.settings().submitBackoff(),
            parts.points(),
            this::wake);
    PodWorker worker =
        new PodWorker(
            store,
            new FactGatherer(journal, sightings, ownJobs, parts.clock()),
            starter,
            reporter,
            parts.scheduler(),
            ownJobs,
            ledger,
            journal,
            sightings,
            parts.work(),
            parts.clock(),
            parts.settings().backoff(),
            parts.points(),
            this::wakeLater);
    this.lanes = new PodLanes(parts.workers(), parts.timer(), worker::work);
    this.watcher =
        new JobWatcher(
            parts.scheduler(),
            sightings,
            this::watched,
            parts.clock(),
            parts.settings().busyInterval(),
            parts.settings().quietInterval());
    this.sweep = new QueueSweep(ownJobs, store, parts.scheduler());
  }

  /**
   * Takes up what the ledger knows and begins to watch. Returns at once; the first list comes on
   * the client's threads.
   */
  public void start() {
    ledger.readAll().forEach(store::remember);
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
    every(parts.settings().journalInterval(), this::readJournal);
    every(TICK, this::askQueue);
    every(parts.settings().sweepInterval(), this::sweepQueue);
  }

  /** Whether every pod of the node is known. */
  public boolean isSynced() {
    return synced;
  }

  /** Every pod that is known, in no order. */
  public List<PodView> views() {
    List<PodView> views = new ArrayList<>();
    store.all().forEach(pod -> view(pod).ifPresent(views::add));
    return views;
  }

  @Override
  public List<Pod> pods() {
    return store.all().stream()
        .map(TrackedPod::pod)
        .flatMap(pod -> Optional.ofNullable(pod).stream())
        .toList();
  }

  @Override
  public PodHistory history(String uid) {
    return journal.history(uid);
  }

  /** Stops watching. Jobs go on; the executors are the caller's to stop. */
  @Override
  public void close() {
    SharedIndexInformer<Pod> watch = informer;
    if (watch != null) {
      watch.close();
    }
  }

  private void readJournal() {
    try {
      Set<String> changed = journal.poll();
      parts.health().succeeded("journal");
      changed.forEach(this::wakeIfSynced);
    } catch (HpkException e) {
      parts.health().failed("journal", String.valueOf(e.getMessage()));
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
          .filter(pod -> changed.contains(jobOf(pod)))
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

  /** Nothing is decided before the whole list was seen: a pod not seen yet is not a pod gone. */
  private void checkSync() {
    SharedIndexInformer<Pod> watch = informer;
    if (synced || watch == null || !watch.hasSynced()) {
      return;
    }
    watch.getStore().list().forEach(store::onAdd);
    journal.poll();
    synced = true;
    LOG.atInfo().addKeyValue("pods", store.all().size()).log("All pods of the node are known");
    parts.timer().execute(this::guardedSweep);
    store.all().forEach(pod -> wake(pod.uid()));
  }

  private void guardedSweep() {
    guarded(this::sweepQueue);
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

  private void tell(TrackedPod pod) {
    view(pod).ifPresent(parts.listener());
  }

  private Optional<PodView> view(TrackedPod tracked) {
    Pod pod = tracked.pod();
    if (pod == null) {
      return Optional.empty();
    }
    String job = jobOf(tracked);
    JobReport report = job == null ? null : sightings.of(job).report();
    return Optional.of(PodView.of(pod, job, report));
  }

  private static @Nullable String jobOf(TrackedPod pod) {
    LedgerEntry entry = pod.entry();
    return entry == null ? null : entry.job();
  }

  private void wakeIfSynced(String uid) {
    if (synced) {
      lanes.wake(uid);
    }
  }

  private void wake(String uid) {
    lanes.wake(uid);
  }

  private void wakeLater(String uid, Duration delay) {
    lanes.wakeLater(uid, delay);
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
