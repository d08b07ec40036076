package dev.hpk.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.hpk.api.job.JobReport;
import io.fabric8.kubernetes.api.model.PodStatus;
import org.jspecify.annotations.Nullable;

/**
 * What must not be forgotten of one pod, whatever dies and whenever.
 *
 * @param uid the pod's uid
 * @param namespace its namespace
 * @param name its name
 * @param step how far it got
 * @param job the job's id; null before {@link Step#SUBMITTED}
 * @param handler the runtime handler of its RuntimeClass; null when it has none
 * @param intentAt when it was first decided to submit it, milliseconds since 1970; 0 when the batch
 *     system refused that, so that no job of it can exist
 * @param submittedAt when the job id was known, milliseconds since 1970; 0 before
 * @param cancelledAt when the job was last cancelled for the pod's sake, milliseconds; 0 when not
 * @param cancelGraceSeconds the grace period it was cancelled with; -1 when it was not
 * @param lastReport the last word of the batch system that an ended job left; null before
 * @param finalStatus the terminal status, before the API server has it; null before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LedgerEntry(
    String uid,
    String namespace,
    String name,
    Step step,
    @Nullable String job,
    @Nullable String handler,
    long intentAt,
    long submittedAt,
    long cancelledAt,
    long cancelGraceSeconds,
    @Nullable JobReport lastReport,
    @Nullable PodStatus finalStatus) {

  /** How far a pod got. */
  public enum Step {
    /** It may have been submitted: the scheduler must be asked before it is submitted again. */
    INTENT,
    /** Its job's id is known. */
    SUBMITTED,
    /** Its job is over, or it never had one, and its terminal status is known. */
    FINISHED
  }

  /** The entry written before a pod without a RuntimeClass is submitted. */
  public static LedgerEntry intent(String uid, String namespace, String name, long now) {
    return intent(uid, namespace, name, null, now);
  }

  /** The entry written before a pod is submitted. */
  public static LedgerEntry intent(
      String uid, String namespace, String name, @Nullable String handler, long now) {
    return new LedgerEntry(
        uid, namespace, name, Step.INTENT, null, handler, now, 0, 0, -1, null, null);
  }

  public boolean isFinished() {
    return step == Step.FINISHED;
  }

  public boolean wasCancelled() {
    return cancelledAt > 0;
  }

  /** The batch system refused the first submission: there is no job, and none will appear. */
  public LedgerEntry refused() {
    return new LedgerEntry(
        uid, namespace, name, Step.INTENT, null, handler, 0, 0, 0, -1, lastReport, finalStatus);
  }

  public boolean wasRefused() {
    return intentAt == 0;
  }

  public LedgerEntry submitted(String jobId, long now) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        Step.SUBMITTED,
        jobId,
        handler,
        intentAt,
        now,
        cancelledAt,
        cancelGraceSeconds,
        lastReport,
        finalStatus);
  }

  public LedgerEntry cancelled(long graceSeconds, long now) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        step,
        job,
        handler,
        intentAt,
        submittedAt,
        now,
        graceSeconds,
        lastReport,
        finalStatus);
  }

  /** The terminal status is known, although the job is not gone yet. */
  public LedgerEntry decided(PodStatus status) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        step,
        job,
        handler,
        intentAt,
        submittedAt,
        cancelledAt,
        cancelGraceSeconds,
        lastReport,
        status);
  }

  /** The job is over for good, as the batch system says or because it is known no more (null). */
  public LedgerEntry finished(@Nullable JobReport report, PodStatus status) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        Step.FINISHED,
        job,
        handler,
        intentAt,
        submittedAt,
        cancelledAt,
        cancelGraceSeconds,
        report,
        status);
  }
}
