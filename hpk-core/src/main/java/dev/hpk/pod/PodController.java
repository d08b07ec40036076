package dev.hpk.pod;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.ledger.Ledger;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.PodDeleter;
import dev.hpk.report.PodObservation.NodeIdentity;
import dev.hpk.report.StatusWriter;
import dev.hpk.resolve.ObjectReader;
import dev.hpk.resolve.PodResolver;
import dev.hpk.server.PodSource;
import dev.hpk.submit.Runtimes;
import dev.hpk.submit.Submitter;
import dev.hpk.watch.JobSightings;
import dev.hpk.watch.Journal;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves all pods of one node: puts its parts together and shows what they know. */
public final class PodController implements PodSource, AutoCloseable {

  private final Parts parts;
  private final PodStore store;
  private final Journal journal;
  private final JobSightings sightings = new JobSightings();
  private final Ledger ledger;
  private final PodLanes lanes;
  private final PodLoops loops;

  /**
   * What the controller works with; owned by the caller.
   *
   * @param client the API server
   * @param node the node's name and address
   * @param runtimes the container runtimes that pods may have
   * @param reader reads the objects that pods name
   * @param scheduler the batch system
   * @param resolver reads what pods name
   * @param submitter the way into the batch system
   * @param work the work directory
   * @param events takes events
   * @param health hears of problems
   * @param settings how pods are served
   * @param capacity what the node offers; null while the batch system never answered
   * @param nodeObject the node as the API server has it, asked now if that is true; null when it
   *     has none
   * @param points hears of each step
   * @param listener hears of each pod whose status was written
   * @param workers where lanes are worked on
   * @param timer for what is periodic; at least three threads
   * @param clock the time
   */
  public record Parts(
      KubernetesClient client,
      NodeIdentity node,
      Runtimes runtimes,
      ObjectReader reader,
      BatchScheduler scheduler,
      PodResolver resolver,
      Submitter submitter,
      WorkDirectory work,
      EventRecorder events,
      KubeletHealth health,
      PodSettings settings,
      Supplier<@Nullable Capacity> capacity,
      Function<Boolean, @Nullable Node> nodeObject,
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
    OwnJobs ownJobs = new OwnJobs(parts.scheduler(), parts.clock());
    PodReporter reporter =
        new PodReporter(
            new StatusWriter(parts.client()),
            new PodDeleter(parts.client()),
            parts.events(),
            journal,
            sightings,
            parts.node(),
            parts.runtimes(),
            parts.clock(),
            this::tell);
    PodStarter starter =
        new PodStarter(
            parts.reader(),
            parts.runtimes(),
            parts.resolver(),
            parts.submitter(),
            reporter,
            ledger,
            new PodAdmission(
                store,
                parts.scheduler(),
                fresh -> parts.nodeObject().apply(fresh),
                parts.capacity(),
                parts.settings()),
            parts.capacity(),
            parts.clock(),
            parts.settings().submitBackoff(),
            parts.points(),
            this::wake);
    PodWorker worker =
        new PodWorker(
            store,
            new FactGatherer(journal, sightings, ownJobs, parts.clock(), this::readJournal),
            starter,
            new ContainerAdder(
                parts.resolver(),
                parts.submitter(),
                parts.runtimes(),
                reporter,
                parts.work(),
                parts.capacity(),
                parts.clock(),
                this::wake),
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
    this.loops = new PodLoops(parts, store, journal, sightings, ownJobs, lanes);
  }

  /**
   * Takes up what the ledger knows and begins to watch. Returns at once; the first list comes on
   * the client's threads.
   */
  public void start() {
    ledger.readAll().forEach(store::remember);
    loops.start();
  }

  /** Whether every pod of the node is known. */
  public boolean isSynced() {
    return loops.isSynced();
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
  public Optional<Submitted> submitted(String uid) {
    TrackedPod tracked = store.find(uid);
    LedgerEntry entry = tracked == null ? null : tracked.entry();
    if (entry == null || entry.job() == null) {
      return Optional.empty();
    }
    ContainerRuntime runtime = parts.runtimes().submittedWith(entry.handler()).runtime();
    return Optional.of(new Submitted(new JobId(entry.job()), runtime));
  }

  @Override
  public PodHistory history(String uid) {
    return journal.history(uid);
  }

  @Override
  public boolean isLooping() {
    return loops.isLooping();
  }

  /** Stops watching. Jobs go on; the executors are the caller's to stop. */
  @Override
  public void close() {
    loops.close();
  }

  private void tell(TrackedPod pod) {
    view(pod).ifPresent(parts.listener());
  }

  private Optional<PodView> view(TrackedPod tracked) {
    Pod pod = tracked.pod();
    if (pod == null) {
      return Optional.empty();
    }
    String job = tracked.job();
    JobReport report = job == null ? null : sightings.of(job).report();
    return Optional.of(PodView.of(pod, job, report));
  }

  private void readJournal() {
    loops.readJournal();
  }

  private void wake(String uid) {
    lanes.wake(uid);
  }

  private void wakeLater(String uid, Duration delay) {
    lanes.wakeLater(uid, delay);
  }
}
