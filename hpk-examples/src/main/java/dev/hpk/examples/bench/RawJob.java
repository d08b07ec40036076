package dev.hpk.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The same work by hand: a script with the engine's command, as the supervisor starts it.
 *
 * @param directory for scripts, output and marks
 * @param image the image as a file
 */
record RawJob(Path directory, Path image) {

  /** Submits a job that makes a mark, and another at its end; returns when sbatch does. */
  void submit(String mark) throws IOException, InterruptedException {
    Path script = directory.resolve(mark + ".sh");
    Files.writeString(
        script,
        """
        #!/bin/bash
        #SBATCH --job-name=raw --output=%1$s/%2$s.out --no-requeue
        layer=$(mktemp -d)
        apptainer --silent --nocolor exec --home /root --overlay "$layer" --fakeroot \\
          --userns --contain --ipc --pid --no-eval --no-umask --no-mount tmp,home --no-init \\
          --hostname raw --mount type=bind,source=%1$s,destination=/marks --pwd / %3$s \\
          sh -c ': > /marks/%2$s'
        rm -rf "$layer"
        : > %1$s/%2$s.end
        """
            .formatted(directory, mark, image));
    Shell.run(List.of("sbatch", "--parsable", script.toString()));
  }
}
