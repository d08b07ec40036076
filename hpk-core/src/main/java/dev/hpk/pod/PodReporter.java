package dev.hpk.pod;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.report.EventReason;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.PodDeleter;
import dev.hpk.report.PodEvent;
import dev.hpk.report.PodObservation;
import dev.hpk.report.PodObservation.NodeIdentity;
import dev.hpk.report.PodObservation.Problem;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.report.PodStatusMapper;
import dev.hpk.report.StatusEvents;
import dev.hpk.report.StatusWriter;
import dev.hpk.resolve.ResolveWarning;
import dev.hpk.submit.ImagePuller.Standing;
import dev.hpk.submit.Runtimes;
import dev.hpk.submit.Submitter.Missing;
import dev.hpk.watch.JobSightings;
import dev.hpk.watch.Journal;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The last verb: what is known of a pod goes to the API server, as status and as events. */
final class PodReporter {

  private final PodStatusMapper mapper = new PodStatusMapper();
  private final StatusEvents statusEvents = new StatusEvents();
  private final StatusWriter writer;
  private final PodDeleter deleter;
  private final EventRecorder events;
  private final Journal journal;
  private final JobSightings sightings;
  private final NodeIdentity node;
  private final Runtimes runtimes;
  private final Clock clock;
  private final Consumer<TrackedPod> changed;

  PodReporter(
      StatusWriter writer,
      PodDeleter deleter,
      EventRecorder events,
      Journal journal,
      JobSightings sightings,
      NodeIdentity node,
      Runtimes runtimes,
      Clock clock,
      Consumer<TrackedPod> changed) {
    this.writer = writer;
    this.deleter = deleter;
    this.events = events;
    this.journal = journal;
    this.sightings = sightings;
    this.node = node;
    this.runtimes = runtimes;
    this.clock = clock;
    this.changed = changed;
  }

  /** The status that the pod should have; null when the API server does not have the pod. */
  @Nullable PodStatus status(TrackedPod tracked, Stage stage) {
    Pod pod = tracked.pod();
    return pod == null ? null : mapper.map(observation(tracked, pod, stage), clock.instant());
  }

  /** Makes the API server's status of the pod equal to this one, and tells what changed. */
  void write(TrackedPod tracked, PodStatus status) {
    Pod pod = tracked.pod();
    if (pod == null) {
      return;
    }
    PodStatus before = pod.getStatus();
    StatusWriter.Written written = writer.write(pod, status);
    if (written.outcome() == StatusWriter.Outcome.WRITTEN) {
      statusEvents.between(pod, before, status).forEach(event -> events.record(pod, event));
      tracked.replace(pod, written.pod());
      changed.accept(tracked);
    }
    tracked.journalEvents().tell(pod, journal.history(tracked.uid()), clock.instant(), events);
  }

  /** Removes the pod from the API server; nothing of it is left here. */
  void removeObject(TrackedPod tracked) {
    Pod pod = tracked.pod();
    if (pod != null) {
      deleter.delete(pod);
    }
  }

  void warn(TrackedPod tracked, ResolveWarning warning) {
    String container = warning.container();
    tell(
        tracked,
        new PodEvent(
            PodEvent.WARNING,
            warning.reason(),
            warning.message(),
            container == null ? null : path(tracked.pod(), container)));
  }

  void submitted(TrackedPod tracked, JobId job) {
    tell(tracked, PodEvent.normal(EventReason.SUBMITTED, "Submitted as job " + job));
  }

  void notSubmitted(TrackedPod tracked, String message) {
    tell(tracked, PodEvent.warning(EventReason.FAILED_SUBMIT, message));
  }

  /** What a missing image means for its pod, with the events of a kubelet. */
  Problem imageProblem(TrackedPod tracked, Missing missing) {
    String container = missing.container();
    String image = missing.image();
    String message = missing.answer().message();
    return switch (missing.answer().standing()) {
      case PRESENT, PULLING -> {
        boolean isNew =
            tracked.problem() == null && !tracked.addedProblems().containsKey(container);
        if (missing.answer().standing() == Standing.PULLING && isNew) {
          tell(
              tracked,
              new PodEvent(
                  PodEvent.NORMAL,
                  EventReason.PULLING,
                  "Pulling image \"" + image + "\"",
                  path(tracked.pod(), container)));
        }
        yield new Problem("ContainerCreating", "", container);
      }
      case FAILED -> new Problem("ErrImagePull", message, container);
      case BACKING_OFF ->
          new Problem(
              "ImagePullBackOff",
              "Back-off pulling image \"" + image + "\": ErrImagePull: " + message,
              container);
    };
  }

  /** How long until the pod's activeDeadlineSeconds pass; empty when it has none. */
  Optional<Duration> untilDeadline(TrackedPod tracked) {
    Pod pod = tracked.pod();
    Instant deadline = pod == null ? null : FactGatherer.deadline(pod);
    if (deadline == null) {
      return Optional.empty();
    }
    Duration rest = Duration.between(clock.instant(), deadline);
    return rest.isNegative() ? Optional.empty() : Optional.of(rest.plusMillis(10));
  }

  private PodObservation observation(TrackedPod tracked, Pod pod, Stage stage) {
    LedgerEntry entry = tracked.entry();
    String job = entry == null ? null : entry.job();
    JobReport report = job == null ? null : sightings.of(job).report();
    Instant deadline = FactGatherer.deadline(pod);
    return new PodObservation(
        pod,
        node,
        runtimes.submittedWith(entry == null ? null : entry.handler()).name(),
        stage,
        job,
        report,
        journal.history(tracked.uid()),
        tracked.problem(),
        tracked.addedProblems(),
        entry != null && entry.wasCancelled(),
        deadline != null && !clock.instant().isBefore(deadline));
  }

  private void tell(TrackedPod tracked, PodEvent event) {
    Pod pod = tracked.pod();
    if (pod != null) {
      events.record(pod, event);
    }
  }

  private static String path(@Nullable Pod pod, String container) {
    boolean added =
        pod != null
            && pod.getSpec().getEphemeralContainers().stream()
                .anyMatch(each -> each.getName().equals(container));
    return (added ? "spec.ephemeralContainers{" : "spec.containers{") + container + "}";
  }
}
