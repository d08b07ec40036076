package dev.hpk.pod;

import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.pod.PodFacts.ApiObject;
import dev.hpk.report.PodEnding;
import dev.hpk.watch.JobSightings;
import dev.hpk.watch.Journal;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together what a decision stands on. */
final class FactGatherer {

  /** What the API server assumes when a pod does not say (core/v1 defaults). */
  private static final long DEFAULT_GRACE_SECONDS = 30;

  /** How long after a job's end its last words may still be on their way (NFS acregmin). */
  static final Duration LAST_WORD = Duration.ofSeconds(3);

  private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");

  private final Journal journal;
  private final JobSightings sightings;
  private final OwnJobs ownJobs;
  private final Clock clock;
  private final Runnable readJournal;

  /**
   * @param readJournal has what is new in the journal read at once
   */
  FactGatherer(
      Journal journal, JobSightings sightings, OwnJobs ownJobs, Clock clock, Runnable readJournal) {
    this.journal = journal;
    this.sightings = sightings;
    this.ownJobs = ownJobs;
    this.clock = clock;
    this.readJournal = readJournal;
  }

  PodFacts gather(TrackedPod tracked) {
    Pod pod = tracked.pod();
    LedgerEntry entry = tracked.entry();
    boolean jobOver = isJobOver(tracked.uid(), entry);
    return new PodFacts(
        apiObject(pod),
        pod == null ? 0 : deletionGrace(pod),
        pod == null ? 0 : grace(pod),
        pod != null && ranBefore(pod),
        entry,
        jobExists(tracked.uid(), entry),
        jobOver,
        tracked.wasCancelTold(),
        PodEnding.isRequeued(report(entry), journal.history(tracked.uid())),
        giveWayBy(tracked),
        journal.history(tracked.uid()),
        pod == null ? null : deadline(pod),
        clock.instant());
  }

  /** The batch system may tell of a job's end before the job's last words were read. */
  private boolean isJobOver(String uid, @Nullable LedgerEntry entry) {
    if (entry == null || entry.job() == null) {
      return false;
    }
    JobSightings.Sighting job = sightings.of(entry.job());
    Instant since = job.overSince();
    if (since == null || journal.history(uid).hasEnded()) {
      return since != null;
    }
    readJournal.run();
    PodHistory history = journal.history(uid);
    boolean ran =
        history.started() != null || (job.report() != null && job.report().started() != null);
    return !ran || history.hasEnded() || !clock.instant().isBefore(since.plus(LAST_WORD));
  }

  private @Nullable JobReport report(@Nullable LedgerEntry entry) {
    return entry == null || entry.job() == null ? null : sightings.of(entry.job()).report();
  }

  private @Nullable Instant giveWayBy(TrackedPod tracked) {
    JobReport job = report(tracked.entry());
    PodHistory history = journal.history(tracked.uid());
    boolean runs = history.started() != null && history.stopping() == null && !history.hasEnded();
    if (job == null || job.preempted() == null || job.state() != JobState.RUNNING) {
      return null;
    }
    if (!runs || tracked.wasGiveWayTold()) {
      return null;
    }
    // squeue does not say when a job without a time limit will be ended
    return job.limit() == null ? Instant.MAX : job.limit();
  }

  private @Nullable Boolean jobExists(String uid, @Nullable LedgerEntry entry) {
    Instant intent = entry == null ? null : Instant.ofEpochMilli(entry.intentAt());
    return ownJobs.exists(JobSpec.NAME_PREFIX + uid, intent);
  }

  static boolean isTerminal(@Nullable PodStatus status) {
    return status != null && TERMINAL.contains(String.valueOf(status.getPhase()));
  }

  static boolean isDeleting(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  static long grace(Pod pod) {
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    return seconds == null ? DEFAULT_GRACE_SECONDS : Math.max(seconds, 0);
  }

  /** When activeDeadlineSeconds passes (kubelet active_deadline.go: from status.startTime). */
  static @Nullable Instant deadline(Pod pod) {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    if (seconds == null || pod.getStatus() == null || pod.getStatus().getStartTime() == null) {
      return null;
    }
    return Instant.parse(pod.getStatus().getStartTime()).plusSeconds(seconds);
  }

  private static ApiObject apiObject(@Nullable Pod pod) {
    if (pod == null) {
      return ApiObject.ABSENT;
    }
    if (isDeleting(pod)) {
      return ApiObject.DELETING;
    }
    return isTerminal(pod.getStatus()) ? ApiObject.ENDED : ApiObject.WANTED;
  }

  private static long deletionGrace(Pod pod) {
    if (!isDeleting(pod)) {
      return 0;
    }
    Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
    return seconds == null ? grace(pod) : Math.max(seconds, 0);
  }

  private static boolean ranBefore(Pod pod) {
    if (pod.getStatus() == null) {
      return false;
    }
    return anyStarted(pod.getStatus().getContainerStatuses())
        || anyStarted(pod.getStatus().getInitContainerStatuses());
  }

  private static boolean anyStarted(@Nullable List<ContainerStatus> statuses) {
    return statuses != null
        && statuses.stream()
            .anyMatch(
                status -> status.getContainerID() != null && !status.getContainerID().isEmpty());
  }
}
