package dev.hpk.slurm;

import dev.hpk.api.CommandResult;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobSpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** sbatch(1): one submission. */
final class Sbatch {

  private static final Logger LOG = LoggerFactory.getLogger(Sbatch.class);

  /** With --parsable: the job id, and behind a semicolon the cluster's name if there are many. */
  private static final Pattern ANSWER =
      Pattern.compile("^([0-9]+)(;[^\\s;]*)?$", Pattern.MULTILINE);

  private Sbatch() {}

  static List<String> arguments(JobSpec job) {
    return List.of("sbatch", "--parsable", job.scriptFile().toString());
  }

  static JobId parse(CommandResult result) {
    Matcher matcher = ANSWER.matcher(result.stdout());
    if (!matcher.find()) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "sbatch: the answer holds no job id: '" + result.stdout().strip() + "'");
    }
    return new JobId(matcher.group(1));
  }

  static JobId submit(SlurmCommand slurm, SlurmConfig config, JobSpec job) {
    CommandResult result = slurm.run(arguments(job), config.submitTimeout());
    if (!result.succeeded()) {
      throw SlurmFailure.of("sbatch", result);
    }
    if (!result.stderr().isBlank()) {
      LOG.atWarn()
          .addKeyValue("job", job.name())
          .addKeyValue("text", SlurmFailure.text(result))
          .log("Slurm accepted the job with a remark");
    }
    return parse(result);
  }
}
