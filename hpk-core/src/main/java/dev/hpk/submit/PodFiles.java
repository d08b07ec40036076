package dev.hpk.submit;

import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import dev.hpk.disk.AtomicDirectory;
import dev.hpk.disk.Disk;
import dev.hpk.disk.PodDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes what a job needs into its pod's directory. Writing again is harmless. A volume is open to
 * whatever user a container runs as: nobody else gets past the pod's directory.
 */
public final class PodFiles {

  private PodFiles() {}

  /**
   * @param script the script with the batch system's directives
   */
  public static void write(JobSpec job, String script, Clock clock) {
    Path root = job.directory();
    Disk.makeDirectory(root);
    Set<Path> made = new HashSet<>();
    for (String directory : job.directories()) {
      makeOnce(root.resolve(directory), made);
      if (PodDirectory.isVolume(directory)) {
        Disk.makeDirectory(root.resolve(directory), 0777);
      }
    }
    Map<String, List<VolumeFile>> volumes = new TreeMap<>();
    for (JobFile file : job.files()) {
      Optional<String> volume = PodDirectory.volumeOf(file.path());
      if (volume.isPresent()) {
        String name = file.path().substring(volume.get().length() + 1);
        volumes
            .computeIfAbsent(volume.get(), key -> new ArrayList<>())
            .add(new VolumeFile(name, file.content(), file.mode()));
        continue;
      }
      Path path = root.resolve(file.path());
      makeOnce(path.resolveSibling(".").normalize(), made);
      Disk.write(path, file.content().bytes(), file.mode());
    }
    volumes.forEach(
        (volume, files) -> {
          Path directory = root.resolve(volume);
          makeOnce(directory, made);
          Disk.makeDirectory(directory, 0755);
          new AtomicDirectory(directory, clock).write(files);
        });
    Disk.write(job.scriptFile(), script.getBytes(StandardCharsets.UTF_8), 0700);
  }

  /** Writes the files of one more container, in their order. */
  static void add(Path root, List<JobFile> files) {
    for (JobFile file : files) {
      Path path = root.resolve(file.path());
      Disk.makeDirectory(path.resolveSibling(".").normalize());
      Disk.write(path, file.content().bytes(), file.mode());
    }
  }

  private static void makeOnce(Path directory, Set<Path> made) {
    if (made.add(directory)) {
      Disk.makeDirectory(directory);
    }
  }
}
