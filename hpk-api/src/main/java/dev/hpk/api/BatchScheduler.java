package dev.hpk.api;

import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.SchedulerAbility;
import dev.hpk.api.job.SubmitAttempt;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Acts on one batch system. Every method may be called again with the same arguments, by any worker
 * thread, several at once, and never returns null.
 *
 * <p>Each throws {@link HpkException}: of kind {@code USER} when the batch system understood and
 * refused, with its own words in the message; of kind {@code EXTERNAL} when it did not answer, in
 * which case nothing is known of the outcome.
 */
public interface BatchScheduler extends AutoCloseable {

  /**
   * Submits a job, at most once for each job name. After an answer that was lost the kubelet calls
   * again with {@link SubmitAttempt#REPEATED}; then jobs of that name, waiting, running or ended,
   * are looked for first, and the one found is returned.
   */
  JobId submit(JobSpec job, SubmitAttempt attempt);

  /**
   * What is known of these jobs, in one round trip for any number of them (two where ended jobs are
   * remembered elsewhere). A job of which nothing is known any more is missing in the answer.
   */
  Map<JobId, JobReport> query(Collection<JobId> jobs);

  /**
   * Ends a job in order: its script gets TERM, upon which the supervisor in it ends the containers
   * within their grace period; a job that waits leaves the queue. Returns as soon as the batch
   * system has taken it. A job that ended or is unknown is no error. When the job outlives its
   * grace period, the kubelet calls again with zero.
   *
   * @param grace what the supervisor will need at most; zero means: kill every process at once
   */
  void cancel(JobId job, Duration grace);

  /** What the batch system offers to this user now. */
  Capacity capacity();

  /**
   * Whether these annotations of a pod may lead its job to hosts that {@link #capacity} does not
   * count, such as those of another partition. The kubelet then leaves it to the batch system to
   * refuse a job for its size. Pure.
   */
  default boolean choosesHosts(Map<String, String> annotations) {
    return false;
  }

  /** All jobs not yet ended that carry this kubelet's mark ({@link PluginContext#owner}). */
  List<JobReport> owned();

  /**
   * The script as it is handed to the batch system: {@link JobSpec#script} with this batch system's
   * directives, and the site's own lines, put behind its first line ({@code #!/bin/bash}), so that
   * submitting it by hand does the same. It sets {@code HPK_JOB} and {@code HPK_HOST} from the
   * batch system's variables. The kubelet writes it to {@link JobSpec#scriptFile} before it
   * submits. Pure.
   *
   * @throws PodRefusedException when an annotation that this scheduler honours is not acceptable
   */
  default String script(JobSpec job) {
    return job.script();
  }

  /**
   * The command for the kubelet's host that runs these words beside a running job, inside its
   * allocation, on one of its hosts, with standard streams attached and the exit code passed on. It
   * is only described here; the kubelet starts it.
   *
   * @throws HpkException of kind {@code USER} when this scheduler cannot; see {@link #abilities}
   */
  default HostCommand enter(JobId job, String host, List<String> argv) {
    throw new HpkException(
        HpkException.Kind.USER, "job " + job + " cannot be entered: the scheduler has no way in");
  }

  /** What this scheduler can do. */
  default Set<SchedulerAbility> abilities() {
    return Set.of();
  }

  /** Name and version, such as {@code slurm 22.05.8}. Called at start and when it was away. */
  default String version() {
    return "unknown";
  }

  /** Releases what this plugin holds; jobs go on. May be called more than once. */
  @Override
  default void close() {}
}
