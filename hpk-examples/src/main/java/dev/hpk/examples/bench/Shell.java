package dev.hpk.examples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the commands of a user. */
final class Shell {

  private Shell() {}

  /** What the command printed; fails when it does. */
  static String run(List<String> argv) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(argv.get(0) + " failed: " + output);
    }
    return output.strip();
  }
}
