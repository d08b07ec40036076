package dev.hpk.submit;

import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.disk.Disk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Writes what a job needs into its pod's directory. Writing again is harmless. */
public final class PodFiles {

  private PodFiles() {}

  /**
   * @param script the script with the batch system's directives
   */
  public static void write(JobSpec job, String script) {
    Path root = job.directory();
    Disk.makeDirectory(root);
    Set<Path> made = new HashSet<>();
    for (String directory : job.directories()) {
      makeOnce(root.resolve(directory), made);
    }
    for (JobFile file : job.files()) {
      Path path = root.resolve(file.path());
      makeOnce(path.resolveSibling(".").normalize(), made);
      Disk.write(path, file.content().bytes(), file.mode());
    }
    Disk.write(job.scriptFile(), script.getBytes(StandardCharsets.UTF_8), 0700);
  }

  private static void makeOnce(Path directory, Set<Path> made) {
    if (made.add(directory)) {
      Disk.makeDirectory(directory);
    }
  }
}
