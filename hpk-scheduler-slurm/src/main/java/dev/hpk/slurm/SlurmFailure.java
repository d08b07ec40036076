package dev.hpk.slurm;

import dev.hpk.api.CommandResult;
import dev.hpk.api.HpkException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells a refusal from an outage by Slurm's own words.
 *
 * <p>A pod fails for a refusal, so only what Slurm surely understood counts as one; all else counts
 * as an outage and is tried again.
 */
final class SlurmFailure {

  private static final Pattern AWAY =
      Pattern.compile(
          "unable to contact|timed out|time ?out|connect failure|connection (refused|reset|failure)"
              + "|communication|zero bytes|transport endpoint|standby|backup controller"
              + "|authentication|munge|credential|protocol|incompatible versions"
              + "|configuration (file|source)|temporarily|try again|i/o error"
              + "|problem talking to the database|database|no route to host"
              + "|network is unreachable|name or service not known|name resolution|no answer",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern REFUSED =
      Pattern.compile(
          "batch job submission failed|unrecognized option|invalid option|requires an argument"
              + "|is ambiguous|doesn't allow an argument|invalid .*specification|invalid --"
              + "|invalid directive|access/permission denied",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PREFIX =
      Pattern.compile("^(sbatch|squeue|sacct|scancel|sinfo|srun): (error|fatal): ");

  private SlurmFailure() {}

  static HpkException of(String program, CommandResult result) {
    String text = text(result);
    HpkException.Kind kind =
        !AWAY.matcher(text).find() && REFUSED.matcher(text).find()
            ? HpkException.Kind.USER
            : HpkException.Kind.EXTERNAL;
    String message =
        text.isEmpty() ? "ended with exit code " + result.exitCode() + " and no word" : text;
    return new HpkException(kind, program + ": " + message);
  }

  /** All that the command complained of, in one line. */
  static String text(CommandResult result) {
    return (result.stderr().isBlank() ? result.stdout() : result.stderr())
        .lines()
        .map(line -> PREFIX.matcher(line.strip()).replaceFirst(""))
        .filter(line -> !line.isBlank() && !line.startsWith("Try \"sbatch --help\""))
        .collect(Collectors.joining("; "));
  }
}
