package dev.hpk.report;

import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.watch.PodHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a pod failed beside what its containers did: the batch system's word on its job, or its
 * deadline. Pure.
 *
 * <p>Preemption, lost hosts and requeues are a node's doing, not the pod's: as in a kubelet's
 * eviction, preemption and node shutdown the pod then carries the condition DisruptionTarget, which
 * a Job's podFailurePolicy can ignore.
 *
 * @param reason of the pod
 * @param message of the pod
 * @param disruption whether the pod is the target of a disruption
 * @param outOfMemory whether the job was ended for its use of memory
 */
record JobOutcome(String reason, String message, boolean disruption, boolean outOfMemory) {

  private static final String DEADLINE =
      "Pod was active on the node longer than the specified deadline";

  /** How long before a limit, beyond the grace period, a batch system may warn (sbatch(1)). */
  private static final Duration SIGNAL_EARLY = Duration.ofMinutes(2);

  /** Of a pod that is over; null when its containers alone decide. */
  static @Nullable JobOutcome of(PodObservation observation) {
    PodHistory history = observation.history();
    if (observation.stage() == Stage.REFUSED || observation.stage() == Stage.NEVER_STARTED) {
      return null;
    }
    if (PodEnding.exceededDeadline(history)) {
      return plain(PodReason.DEADLINE_EXCEEDED, DEADLINE);
    }
    if (PodEnding.wasEvicted(history)) {
      return disruption(PodReason.EVICTED, history.endMessage());
    }
    if (PodEnding.endedOfItself(history)) {
      return null;
    }
    if (observation.deadlinePassed()) {
      return plain(PodReason.DEADLINE_EXCEEDED, DEADLINE);
    }
    if (observation.cancelled()) {
      return null;
    }
    String jobId = observation.jobId();
    JobReport job = observation.job();
    if (jobId != null
        && (jobId.equals(history.refusedJob()) || PodEnding.isRequeued(observation))) {
      String detail = job == null || job.state() != JobState.REQUEUED ? "" : " (" + word(job) + ")";
      return disruption(
          PodReason.TERMINATED,
          "job "
              + jobId
              + " was put back into the queue; a pod that ran is not run again"
              + detail);
    }
    return job == null ? unknown(observation) : ofState(observation, job);
  }

  /** What the batch system says of a job that waits; null when it does not, or no more. */
  static @Nullable String pending(PodObservation observation) {
    JobReport job = observation.job();
    boolean waits = job != null && job.state().isWaiting();
    if (job == null || !waits || observation.history().started() != null) {
      return null;
    }
    String how =
        job.state() == JobState.HELD
            ? "does not start by itself"
            : "is " + job.state().name().toLowerCase(Locale.ROOT);
    String why = hasReason(job) ? ": " + job.reason() : "";
    String meaning = job.explanation().isEmpty() ? "" : " (" + job.explanation() + ")";
    return "job " + job.id() + " " + how + why + meaning;
  }

  /** The pod's reason while its job waits. */
  static String pendingReason(PodObservation observation) {
    JobReport job = observation.job();
    return job != null && job.state() == JobState.HELD ? PodReason.JOB_HELD : PodReason.JOB_PENDING;
  }

  /** What the batch system says of a job that it has stopped for now; null when it has not. */
  static @Nullable String suspended(PodObservation observation) {
    JobReport job = observation.job();
    return job == null || job.state() != JobState.SUSPENDED
        ? null
        : text(job, "is suspended: its processes are stopped");
  }

  private static @Nullable JobOutcome ofState(PodObservation observation, JobReport job) {
    return switch (job.state()) {
      case TIMEOUT -> timeLimit(job);
      case DEADLINE ->
          plain(PodReason.DEADLINE_EXCEEDED, text(job, "ran into its deadline and was ended"));
      case OUT_OF_MEMORY ->
          new JobOutcome(
              PodReason.OOM_KILLED, text(job, "used more memory than it had"), false, true);
      case PREEMPTED -> preempted(job);
      case NODE_FAIL -> disruption(PodReason.TERMINATED, text(job, "lost a host"));
      case BOOT_FAIL ->
          disruption(PodReason.TERMINATED, text(job, "got a host that did not start"));
      case LAUNCH_FAILED ->
          disruption(PodReason.TERMINATED, text(job, "could not be launched on its host"));
      case REVOKED ->
          disruption(PodReason.TERMINATED, text(job, "was revoked by the batch system"));
      case REQUEUED ->
          disruption(
              PodReason.TERMINATED,
              text(job, "was put back into the queue; a pod that ran is not run again"));
      case CANCELLED ->
          isDeleted(observation)
              ? null
              : disruption(PodReason.JOB_CANCELLED, text(job, "was cancelled"));
      case COMPLETED, FAILED -> ended(observation, job);
      case PENDING, HELD, CONFIGURING, RUNNING, SUSPENDED, COMPLETING -> unknown(observation);
    };
  }

  /** The script came to its end, but the pod's containers did not come to theirs by themselves. */
  private static @Nullable JobOutcome ended(PodObservation observation, JobReport job) {
    PodHistory history = observation.history();
    if (isDeleted(observation) || (!history.hasEnded() && allEnded(observation))) {
      return null;
    }
    if ("Terminated".equals(history.stopping()) || history.endReason().equals("Terminated")) {
      return toldToEnd(observation, job);
    }
    if (!history.endMessage().isEmpty()) {
      return plain(PodReason.JOB_FAILED, text(job, "failed: " + history.endMessage()));
    }
    String exit = job.exitCode() == null ? "" : " with exit code " + job.exitCode();
    String signal = job.signal() == null ? "" : ", by signal " + job.signal();
    return plain(
        PodReason.JOB_FAILED,
        text(job, "ended" + exit + signal + " without a last word of the pod"));
  }

  /**
   * The supervisor was told to end and did so before the batch system lost patience: what it says
   * of the job is how the script ended, not why.
   */
  private static JobOutcome toldToEnd(PodObservation observation, JobReport job) {
    if (job.preempted() != null) {
      return preempted(job);
    }
    Instant end = job.ended() == null ? observation.history().ended() : job.ended();
    Duration early = SIGNAL_EARLY.plusSeconds(grace(observation));
    boolean atLimit = job.limit() != null && end != null && !end.isBefore(job.limit().minus(early));
    return atLimit
        ? timeLimit(job)
        : disruption(PodReason.JOB_CANCELLED, text(job, "was told to end"));
  }

  private static JobOutcome preempted(JobReport job) {
    return disruption(PodReason.PREEMPTING, text(job, "gave way to another job"));
  }

  /** The batch system's limit, other than the pod's own deadline, is none of the pod's doing. */
  private static JobOutcome timeLimit(JobReport job) {
    return disruption(
        PodReason.DEADLINE_EXCEEDED, text(job, "ran into its time limit and was ended"));
  }

  private static long grace(PodObservation observation) {
    Long seconds = observation.pod().getSpec().getTerminationGracePeriodSeconds();
    return seconds == null ? 30 : seconds;
  }

  private static @Nullable JobOutcome unknown(PodObservation observation) {
    if (isDeleted(observation) || allEnded(observation)) {
      return null;
    }
    String job = observation.jobId() == null ? "the pod's job" : "job " + observation.jobId();
    return plain(
        PodReason.JOB_LOST,
        job + " is over or unknown to the batch system, and left no word of how it ended");
  }

  /** Whether the journal has the end of every container that decides the pod's phase. */
  private static boolean allEnded(PodObservation observation) {
    return observation.pod().getSpec().getContainers().stream()
        .map(container -> observation.history().container(container.getName()))
        .allMatch(
            container ->
                container.ended() != null
                    && container.waiting() == null
                    && container.running() == null);
  }

  private static boolean isDeleted(PodObservation observation) {
    return observation.pod().getMetadata().getDeletionTimestamp() != null;
  }

  private static String text(JobReport job, String what) {
    return "job %s %s (%s)".formatted(job.id(), what, word(job));
  }

  /** The batch system's own words for state and reason. */
  private static String word(JobReport job) {
    String state = job.state().name();
    String word = hasReason(job) ? job.reason() : state;
    return word.startsWith(state) ? word : state + ", " + word;
  }

  private static boolean hasReason(JobReport job) {
    return !job.reason().isBlank()
        && !job.reason().equals("None")
        && !job.reason().equals(JobState.PENDING.name());
  }

  private static JobOutcome plain(String reason, String message) {
    return new JobOutcome(reason, message, false, false);
  }

  private static JobOutcome disruption(String reason, String message) {
    return new JobOutcome(reason, message, true, false);
  }
}
