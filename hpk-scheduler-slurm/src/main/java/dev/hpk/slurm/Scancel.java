package dev.hpk.slurm;

import dev.hpk.api.CommandResult;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * scancel(1): ends a job.
 *
 * <p>Plain scancel is neither gentle nor fast: it sends TERM to every process of a running job, not
 * only to the script, and KILL after slurm.conf's KillWait. So a job that runs gets its signal by
 * itself, and plain scancel is for the rest.
 */
final class Scancel {

  /** Seen with 22.05 for jobs that ended, are ending or never were. */
  private static final Pattern OVER =
      Pattern.compile(
          "invalid job id|already completing or completed|already completed|no such job",
          Pattern.CASE_INSENSITIVE);

  /** Seen with 22.05 when the script of a job that waits is to get a signal. */
  private static final Pattern WAITS =
      Pattern.compile(
          "can not be altered now|not running|job is pending", Pattern.CASE_INSENSITIVE);

  private enum Answer {
    DONE,
    OVER,
    WAITS
  }

  private Scancel() {}

  /** Takes the job out of the queue if it waits. */
  static List<String> dequeue(JobId job) {
    return List.of("scancel", "--state=PENDING", job.value());
  }

  /** Sends a signal to the job's script and to nothing else. */
  static List<String> signal(JobId job, String signal) {
    return List.of("scancel", "--batch", "--signal=" + signal, job.value());
  }

  static List<String> everything(JobId job) {
    return List.of("scancel", job.value());
  }

  /** TERM to the script, or out of the queue. */
  static void gently(SlurmCommand slurm, JobId job) {
    // The job may start or be requeued between the two: then once more.
    for (int i = 0; i < 3; i++) {
      if (run(slurm, dequeue(job)) == Answer.DONE
          || run(slurm, signal(job, "TERM")) != Answer.WAITS) {
        return;
      }
    }
    throw new HpkException(
        HpkException.Kind.EXTERNAL,
        "scancel: job " + job + " neither waits nor runs: it can not be altered now");
  }

  /**
   * Ends the script with KILL, upon which Slurm kills what is left of the job at once; then cancels
   * the job, in case it waits or its script is not there yet.
   */
  static void atOnce(SlurmCommand slurm, JobId job) {
    run(slurm, signal(job, "KILL"));
    run(slurm, everything(job));
  }

  private static Answer run(SlurmCommand slurm, List<String> arguments) {
    CommandResult result = slurm.run(arguments);
    if (result.succeeded()) {
      return Answer.DONE;
    }
    String text = SlurmFailure.text(result);
    if (OVER.matcher(text).find()) {
      return Answer.OVER;
    }
    if (WAITS.matcher(text).find()) {
      return Answer.WAITS;
    }
    throw SlurmFailure.of("scancel", result);
  }
}
