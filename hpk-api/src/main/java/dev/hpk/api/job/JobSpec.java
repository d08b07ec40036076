package dev.hpk.api.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that is ready to be submitted.
 *
 * @param name the job's name, {@code hpk-<pod uid>}; unique for ever
 * @param owner the mark of the kubelet, see {@link dev.hpk.api.PluginContext#owner}
 * @param comment for people who look at the queue: namespace and name of the pod
 * @param directory the pod's directory, absolute; the job's working directory
 * @param script bash, self-contained, without directives of a batch system; holds no secret
 * @param files what must be written into the directory before submission
 * @param directories empty directories that must exist, relative to the directory
 * @param resources what the job asks for
 * @param timeLimit after which the batch system ends the job; null means its default
 * @param grace how long the pod may take to end after TERM
 * @param annotations the pod's annotations; a scheduler honours its own, such as {@code
 *     slurm.hpk.io/flags}
 */
public record JobSpec(
    String name,
    String owner,
    String comment,
    Path directory,
    String script,
    List<JobFile> files,
    List<String> directories,
    Resources resources,
    @Nullable Duration timeLimit,
    Duration grace,
    Map<String, String> annotations) {

  /** What every job name of HPK begins with. */
  public static final String NAME_PREFIX = "hpk-";

  /** The file in the pod's directory that holds the script as it was submitted. */
  public static final String SCRIPT_FILE = "job.sh";

  /** The file in the pod's directory that takes what the script itself prints. */
  public static final String OUTPUT_FILE = "job.out";

  public JobSpec {
    files = List.copyOf(files);
    directories = List.copyOf(directories);
    annotations = Map.copyOf(annotations);
  }

  public Path scriptFile() {
    return directory.resolve(SCRIPT_FILE);
  }

  public Path outputFile() {
    return directory.resolve(OUTPUT_FILE);
  }

  /** Without script, files and annotations: they are long, and files may be secret. */
  @Override
  public String toString() {
    return "JobSpec[" + name + ", " + comment + ", " + resources + "]";
  }
}
