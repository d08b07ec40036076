package dev.hpk.slurm;

import dev.hpk.api.CommandResult;
import dev.hpk.api.job.JobId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * scancel(1): ends a job.
 *
 * <p>Plain scancel is neither gentle nor fast: it sends TERM to every process of a running job, not
 * only to the script, and KILL after slurm.conf's KillWait. So the script of a job that runs gets
 * its signal by itself, and plain scancel is for the rest.
 *
 * <p>Each command names the state for which it is meant and does nothing for a job in another one.
 * A signal to the script of a job that waits would not return: scancel tries again for more than a
 * minute (seen with 22.05).
 */
final class Scancel {

  /** Seen with 22.05 for jobs that ended, are ending or never were. */
  private static final Pattern OVER =
      Pattern.compile(
          "invalid job id|already completing or completed|job can not be altered",
          Pattern.CASE_INSENSITIVE);

  private Scancel() {}

  /** Takes the job out of the queue if it waits. */
  static List<String> dequeue(JobId job) {
    return List.of("scancel", "--state=PENDING", job.value());
  }

  /** Sends a signal to the job's script, and to nothing else, if it runs. */
  static List<String> signal(JobId job, String signal) {
    return List.of("scancel", "--state=RUNNING", "--batch", "--signal=" + signal, job.value());
  }

  static List<String> everything(JobId job) {
    return List.of("scancel", job.value());
  }

  /**
   * Out of the queue, or TERM to the script. In this order a job that starts meanwhile gets its
   * TERM.
   */
  static void gently(SlurmCommand slurm, JobId job) {
    run(slurm, dequeue(job));
    run(slurm, signal(job, "TERM"));
  }

  /**
   * Ends the script with KILL, upon which Slurm kills what is left of the job at once; then cancels
   * the job, in case it waits or its script is not there yet.
   */
  static void atOnce(SlurmCommand slurm, JobId job) {
    run(slurm, signal(job, "KILL"));
    run(slurm, everything(job));
  }

  private static void run(SlurmCommand slurm, List<String> arguments) {
    CommandResult result = slurm.run(arguments);
    if (!result.succeeded() && !OVER.matcher(SlurmFailure.text(result)).find()) {
      throw SlurmFailure.of("scancel", result);
    }
  }
}
