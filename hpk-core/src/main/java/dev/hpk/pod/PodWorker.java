package dev.hpk.pod;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HpkException;
import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.disk.Disk;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.ledger.Ledger;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.report.PodObservation.Problem;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.watch.JobSightings;
import dev.hpk.watch.Journal;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Carries out what is decided about a pod. Called for one pod by one worker at a time; every deed
 * may be repeated.
 */
final class PodWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);

  /** How soon a pod is looked at again whose fate depends on another look at the queue. */
  private static final Duration DOUBT_INTERVAL = Duration.ofSeconds(5);

  private final PodStore store;
  private final FactGatherer facts;
  private final PodStarter starter;
  private final ContainerAdder adder;
  private final PodReporter reporter;
  private final BatchScheduler scheduler;
  private final OwnJobs ownJobs;
  private final Ledger ledger;
  private final Journal journal;
  private final JobSightings sightings;
  private final WorkDirectory work;
  private final Clock clock;
  private final Backoff backoff;
  private final LifePoint.Listener points;
  private final Alarms alarms;

  /** Wakes a pod's lane after a while. */
  @FunctionalInterface
  interface Alarms {
    void wakeLater(String uid, Duration delay);
  }

  PodWorker(
      PodStore store,
      FactGatherer facts,
      PodStarter starter,
      ContainerAdder adder,
      PodReporter reporter,
      BatchScheduler scheduler,
      OwnJobs ownJobs,
      Ledger ledger,
      Journal journal,
      JobSightings sightings,
      WorkDirectory work,
      Clock clock,
      Backoff backoff,
      LifePoint.Listener points,
      Alarms alarms) {
    this.store = store;
    this.facts = facts;
    this.starter = starter;
    this.adder = adder;
    this.reporter = reporter;
    this.scheduler = scheduler;
    this.ownJobs = ownJobs;
    this.ledger = ledger;
    this.journal = journal;
    this.sightings = sightings;
    this.work = work;
    this.clock = clock;
    this.backoff = backoff;
    this.points = points;
    this.alarms = alarms;
  }

  /** Does what is due for a pod. What fails for now is tried again; nothing is ever given up. */
  void work(String uid) {
    TrackedPod pod = store.find(uid);
    if (pod == null) {
      return;
    }
    try {
      carryOut(pod, PodSync.decide(facts.gather(pod)));
      pod.succeeded();
    } catch (HpkException | KubernetesClientException e) {
      tryAgain(pod, LOG.atWarn().addKeyValue("reason", e.getMessage()));
    } catch (RuntimeException e) {
      tryAgain(pod, LOG.atError().setCause(e));
    }
  }

  private void tryAgain(TrackedPod pod, LoggingEventBuilder line) {
    Duration delay = backoff.after(pod.failed());
    line.addKeyValue("pod", pod.label())
        .addKeyValue("retry", delay)
        .log("Work on a pod failed and is tried again");
    alarms.wakeLater(pod.uid(), delay);
  }

  private void carryOut(TrackedPod pod, Decision decision) {
    switch (decision.deed()) {
      case REST -> {}
      case FIND_OUT -> findOut(pod);
      case SUBMIT, SUBMIT_AGAIN -> start(pod);
      case ADOPT -> adopt(pod);
      case OBSERVE -> observe(pod);
      case CANCEL -> cancel(pod, decision.grace());
      case GIVE_WAY -> giveWay(pod, decision.grace());
      case WITHDRAW -> {
        // how it ended is written down first: afterwards its job is one that this kubelet cancelled
        observe(pod);
        cancel(pod, Duration.ZERO);
      }
      case KILL -> cancel(pod, Duration.ZERO);
      case FINISH -> finish(pod, Stage.OVER);
      case NEVER_STARTED -> finish(pod, Stage.NEVER_STARTED);
      case LOST -> finish(pod, Stage.OVER);
      case SETTLE -> settle(pod);
      case REMOVE -> remove(pod);
      case FORGET -> forget(pod);
    }
  }

  private void findOut(TrackedPod pod) {
    ownJobs.refreshSoon();
    Decision next = PodSync.decide(facts.gather(pod));
    if (next.deed() == Decision.Deed.FIND_OUT) {
      alarms.wakeLater(pod.uid(), DOUBT_INTERVAL);
      return;
    }
    carryOut(pod, next);
  }

  private void start(TrackedPod pod) {
    try {
      Duration again = starter.start(pod);
      if (again != null) {
        alarms.wakeLater(pod.uid(), again);
      }
    } catch (PodRefusedException e) {
      String reason = e.podReason().orElse("UnsupportedPod");
      refuse(pod, new Problem(reason, String.valueOf(e.getMessage()), null));
      return;
    } catch (PodRejectedException e) {
      refuse(pod, new Problem(e.rejection().reason(), e.rejection().message(), null));
      return;
    }
    observe(pod);
  }

  private void refuse(TrackedPod pod, Problem problem) {
    pod.problem(problem);
    finish(pod, Stage.REFUSED);
  }

  private void adopt(TrackedPod pod) {
    String name = JobSpec.NAME_PREFIX + pod.uid();
    JobReport job = ownJobs.named(name).orElseThrow(() -> defect("job " + name + " is gone"));
    write(pod, entryOrNew(pod).submitted(job.id().value(), clock.millis()));
    carryOut(pod, PodSync.decide(facts.gather(pod)));
  }

  /** Shows what is known; a terminal status is written down first and then stays what it is. */
  private void observe(TrackedPod pod) {
    LedgerEntry entry = pod.entry();
    setAlarms(pod, entry);
    boolean submitted = entry != null && entry.step() == LedgerEntry.Step.SUBMITTED;
    PodStatus status = entry == null ? null : entry.finalStatus();
    if (status == null) {
      if (submitted) {
        addContainers(pod);
      }
      status = reporter.status(pod, submitted ? Stage.SUBMITTED : Stage.ACCEPTED);
      if (status == null) {
        return;
      }
      if (entry != null && submitted && FactGatherer.isTerminal(status)) {
        entry = entry.decided(status);
        write(pod, entry);
        points.passed(LifePoint.END_WRITTEN, pod.uid());
      }
    }
    reporter.write(pod, status);
    points.passed(LifePoint.STATUS_WRITTEN, pod.uid());
    reporter.untilDeadline(pod).ifPresent(rest -> alarms.wakeLater(pod.uid(), rest));
  }

  /** What is added to a pod that ends comes too late. */
  private void addContainers(TrackedPod tracked) {
    Pod pod = tracked.pod();
    if (pod == null || FactGatherer.isDeleting(pod) || journal.history(tracked.uid()).hasEnded()) {
      return;
    }
    Duration again = adder.add(tracked);
    if (again != null) {
      alarms.wakeLater(tracked.uid(), again);
    }
  }

  private void setAlarms(TrackedPod pod, @Nullable LedgerEntry entry) {
    if (entry != null && entry.wasCancelled()) {
      alarms.wakeLater(pod.uid(), untilKill(entry));
    }
    if (entry != null && entry.job() != null && sightings.of(entry.job()).isOver()) {
      alarms.wakeLater(pod.uid(), FactGatherer.LAST_WORD);
    }
  }

  private Duration untilKill(LedgerEntry entry) {
    Duration rest =
        Duration.ofSeconds(entry.cancelGraceSeconds())
            .plus(PodSync.MARGIN)
            .minusMillis(clock.millis() - entry.cancelledAt());
    return rest.isNegative() ? Duration.ofSeconds(1) : rest;
  }

  /** Nothing is written down: its end is the batch system's doing. */
  private void giveWay(TrackedPod pod, Duration grace) {
    writeGrace(pod, grace);
    scheduler.cancel(new JobId(String.valueOf(pod.job())), grace);
    pod.giveWayTold();
    observe(pod);
  }

  private void writeGrace(TrackedPod pod, Duration grace) {
    Disk.write(
        work.pod(pod.uid()).grace(),
        (grace.toSeconds() + "\n").getBytes(StandardCharsets.UTF_8),
        0600);
  }

  private void cancel(TrackedPod pod, Duration grace) {
    LedgerEntry entry = required(pod.entry(), pod);
    writeGrace(pod, grace);
    pod.cancelTold(false);
    LedgerEntry cancelled = entry.cancelled(grace.toSeconds(), clock.millis());
    write(pod, cancelled);
    points.passed(LifePoint.CANCEL_WRITTEN, pod.uid());
    scheduler.cancel(new JobId(String.valueOf(entry.job())), grace);
    pod.cancelTold(true);
    points.passed(LifePoint.CANCELLED, pod.uid());
    observe(pod);
  }

  /** The end is written down before the API hears of it, and stays what it is. */
  private void finish(TrackedPod pod, Stage stage) {
    LedgerEntry entry = pod.entry();
    if (pod.pod() == null && (entry == null || entry.job() == null)) {
      forget(pod);
      return;
    }
    LedgerEntry known = entryOrNew(pod);
    PodStatus end = known.finalStatus();
    if (end == null) {
      end = reporter.status(pod, stage);
    }
    JobReport report = known.job() == null ? null : sightings.of(known.job()).report();
    write(pod, known.finished(report, end == null ? new PodStatus() : end));
    points.passed(LifePoint.END_WRITTEN, pod.uid());
    carryOut(pod, PodSync.decide(facts.gather(pod)));
  }

  private void settle(TrackedPod pod) {
    PodStatus end = required(pod.entry(), pod).finalStatus();
    if (end != null) {
      reporter.write(pod, end);
      points.passed(LifePoint.END_REPORTED, pod.uid());
    }
  }

  private void remove(TrackedPod pod) {
    settle(pod);
    reporter.removeObject(pod);
    points.passed(LifePoint.OBJECT_REMOVED, pod.uid());
  }

  private void forget(TrackedPod pod) {
    LedgerEntry entry = pod.entry();
    ledger.remove(pod.uid());
    pod.entry(null);
    if (entry != null && entry.job() != null) {
      sightings.forget(entry.job());
    }
    journal.forget(pod.uid());
    store.forget(pod.uid());
  }

  private LedgerEntry entryOrNew(TrackedPod pod) {
    LedgerEntry entry = pod.entry();
    if (entry != null) {
      return entry;
    }
    ObjectMeta meta = required(pod.pod(), pod).getMetadata();
    return LedgerEntry.intent(pod.uid(), meta.getNamespace(), meta.getName(), clock.millis());
  }

  private void write(TrackedPod pod, LedgerEntry entry) {
    ledger.write(entry);
    pod.entry(entry);
  }

  private static <T> T required(@Nullable T value, TrackedPod pod) {
    if (value == null) {
      throw defect("pod " + pod.label() + " lost its entry");
    }
    return value;
  }

  private static HpkException defect(String message) {
    return new HpkException(HpkException.Kind.INTERNAL, message);
  }
}
