package dev.hpk.report;

import dev.hpk.api.job.JobReport;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one pod at one moment: the input of the status mapping.
 *
 * @param pod the pod as the API server has it, with its present status
 * @param node this node, as statuses and addresses show it
 * @param runtime how container ids begin, such as {@code apptainer}
 * @param stage how far the kubelet got with it
 * @param jobId its job; null before it was submitted
 * @param job the batch system's newest word on it; null before there is one, and when the batch
 *     system knows it no more
 * @param history what the journal says
 * @param problem why it cannot go on at the moment; null when it can
 * @param addedProblems why ephemeral containers were not given to the job yet, by their names
 * @param cancelled whether this kubelet cancelled the job, so that its end is no surprise
 * @param deadlinePassed whether activeDeadlineSeconds passed
 */
public record PodObservation(
    Pod pod,
    NodeIdentity node,
    String runtime,
    Stage stage,
    @Nullable String jobId,
    @Nullable JobReport job,
    PodHistory history,
    @Nullable Problem problem,
    Map<String, Problem> addedProblems,
    boolean cancelled,
    boolean deadlinePassed) {

  /** How far the kubelet got with a pod. */
  public enum Stage {
    /** Not submitted yet. */
    ACCEPTED,
    /** Refused for good: {@link PodObservation#problem} says why. */
    REFUSED,
    /** Submitted; the job is not known to be over. */
    SUBMITTED,
    /** The batch system says that the job is over, or knows it no more. */
    OVER,
    /** Deleted before it was submitted. */
    NEVER_STARTED
  }

  /** How this node shows in a pod's status. */
  public record NodeIdentity(String name) {}

  /**
   * Why a pod does not go on.
   *
   * @param reason such as ErrImagePull, CreateContainerConfigError, ContainerCreating
   *     (FailedMount), or, for a refusal, the pod's own reason
   * @param message for people
   * @param container the container that it concerns; null when it concerns all
   */
  public record Problem(String reason, String message, @Nullable String container) {}
}
