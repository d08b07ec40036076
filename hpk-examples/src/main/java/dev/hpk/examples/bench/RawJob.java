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
        apptainer exec --userns --contain --ipc --pid --no-eval --no-umask --no-mount tmp,home \\
          --no-init --fakeroot --writable-tmpfs --bind %1$s:/marks %3$s sh -c ': > /marks/%2$s'
        : > %1$s/%2$s.end
        """
            .formatted(directory, mark, image));
    Shell.run(List.of("sbatch", "--parsable", script.toString()));
  }
}
