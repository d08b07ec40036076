package dev.hpk.report;

import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.watch.PodHistory;
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
    if (jobId != null && jobId.equals(history.refusedJob())) {
      return disruption(
          PodReason.TERMINATED,
          "job " + jobId + " was put back into the queue; a pod that ran is not run again");
    }
    JobReport job = observation.job();
    return job == null ? unknown(observation) : ofState(observation, job);
  }

  /** What the batch system says of a job that waits; null when it does not, or no more. */
  static @Nullable String pending(PodObservation observation) {
    JobReport job = observation.job();
    boolean waits = job != null && job.state().isWaiting();
    if (job == null || !waits || observation.history().started() != null) {
      return null;
    }
    String state = job.state().name().toLowerCase(Locale.ROOT);
    return "job " + job.id() + " is " + state + (hasReason(job) ? ": " + job.reason() : "");
  }

  private static @Nullable JobOutcome ofState(PodObservation observation, JobReport job) {
    return switch (job.state()) {
      case TIMEOUT ->
          plain(PodReason.DEADLINE_EXCEEDED, text(job, "ran into its time limit and was ended"));
      case DEADLINE ->
          plain(PodReason.DEADLINE_EXCEEDED, text(job, "ran into its deadline and was ended"));
      case OUT_OF_MEMORY ->
          new JobOutcome(
              PodReason.OOM_KILLED, text(job, "used more memory than it had"), false, true);
      case PREEMPTED -> disruption(PodReason.PREEMPTING, text(job, "gave way to another job"));
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
              : plain(PodReason.JOB_CANCELLED, text(job, "was cancelled"));
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
      return plain(PodReason.JOB_CANCELLED, text(job, "was told to end"));
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
    String state = job.state().name();
    String word = hasReason(job) ? job.reason() : state;
    String detail = word.startsWith(state) ? word : state + ", " + word;
    return "job %s %s (%s)".formatted(job.id(), what, detail);
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
