package dev.hpk.translate;

import dev.hpk.api.job.Content;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.disk.PodDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a pod's directory: everything that must not, or need not, stand in the script. */
final class PodFiles {

  private PodFiles() {}

  static List<JobFile> of(ResolvedPod pod, List<SecretWords> words) {
    List<JobFile> files = new ArrayList<>();
    pod.containers().forEach(container -> files.add(environment(container)));
    words.stream().map(SecretWords::file).flatMap(Optional::stream).forEach(files::add);
    for (ResolvedVolume volume : pod.volumes().values()) {
      if (volume instanceof ResolvedVolume.Files contents) {
        String root = PodDirectory.volume(volume.name()) + "/";
        contents
            .files()
            .forEach(
                file -> files.add(new JobFile(root + file.path(), file.content(), file.mode())));
      }
    }
    return files;
  }

  private static JobFile environment(ResolvedContainer container) {
    StringBuilder text = new StringBuilder();
    for (EnvVariable variable : container.environment()) {
      // what only the job knows is put in by the script
      variable
          .value()
          .text()
          .ifPresent(value -> text.append(variable.name()).append('=').append(value).append('\0'));
    }
    String path = PodDirectory.environment(container.name());
    return new JobFile(path, Content.of(text.toString()), 0600);
  }
}
