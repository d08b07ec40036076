package dev.hpk.translate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real bash, for what only bash can say of a script. */
final class Bash {

  /** How a run ended, and what it printed, stderr among it, decoded as UTF-8. */
  record Answer(int exit, String text) {}

  private Bash() {}

  /** Runs a script file with these locale and other variables. */
  static Answer run(Path folder, String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile(folder, "script", ".sh"), script);
    return start(folder, List.of("bash", file.toString()), environment);
  }

  /** Whether bash can read the script: "" or its complaint. */
  static String complaint(Path folder, String script) throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile(folder, "script", ".sh"), script);
    return start(folder, List.of("bash", "-n", file.toString()), Map.of()).text();
  }

  static Answer start(Path folder, List<String> argv, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", "");
    ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("bash did not end: " + argv);
    }
    return new Answer(process.exitValue(), Files.readString(output));
  }
}
