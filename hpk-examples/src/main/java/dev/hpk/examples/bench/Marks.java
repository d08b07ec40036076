package dev.hpk.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Files that containers make as their first and last instruction; the time of a file is the time of
 * the instruction.
 *
 * @param directory on the file system that all hosts share
 */
record Marks(Path directory) {

  static final Duration LIMIT = Duration.ofMinutes(5);

  /** When a mark was made; waits for it. */
  Instant await(String mark) throws IOException, InterruptedException {
    Path file = directory.resolve(mark);
    Instant deadline = Instant.now().plus(LIMIT);
    while (!Files.exists(file)) {
      if (Instant.now().isAfter(deadline)) {
        throw new IOException("no sign of " + mark + " within " + LIMIT.toMinutes() + " minutes");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return Files.getLastModifiedTime(file).toInstant();
  }
}
