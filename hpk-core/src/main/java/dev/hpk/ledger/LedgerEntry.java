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
 * @param scheduler the name of the scheduler it was submitted to
 * @param runtime the name of the container runtime it was translated for
 * @param graceSeconds the pod's terminationGracePeriodSeconds, known even when the pod is not
 * @param submittedAt when the job id was known, milliseconds since 1970; 0 before
 * @param cancelledAt when the job was first cancelled for the pod's sake, milliseconds; 0 when not
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
    String scheduler,
    String runtime,
    long graceSeconds,
    long submittedAt,
    long cancelledAt,
    @Nullable JobReport lastReport,
    @Nullable PodStatus finalStatus) {

  /** How far a pod got. */
  public enum Step {
    /** It may have been submitted: the scheduler must be asked before it is submitted again. */
    INTENT,
    /** Its job's id is known. */
    SUBMITTED,
    /** Its job is over and its terminal status is known. */
    FINISHED
  }

  public LedgerEntry submitted(String jobId, long now) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        Step.SUBMITTED,
        jobId,
        scheduler,
        runtime,
        graceSeconds,
        now,
        cancelledAt,
        null,
        null);
  }

  public LedgerEntry cancelled(long now) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        step,
        job,
        scheduler,
        runtime,
        graceSeconds,
        submittedAt,
        now,
        lastReport,
        finalStatus);
  }

  /** The job is over for good, as the batch system says or because it is known no more (null). */
  public LedgerEntry finished(@Nullable JobReport report, PodStatus status) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        Step.FINISHED,
        job,
        scheduler,
        runtime,
        graceSeconds,
        submittedAt,
        cancelledAt,
        report,
        status);
  }
}
