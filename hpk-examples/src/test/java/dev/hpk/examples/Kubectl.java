package dev.hpk.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of kubectl, with its streams apart. */
final class Kubectl {

  private final List<String> words = new ArrayList<>();
  private @Nullable Path stdin;
  private boolean spdy;

  Kubectl(String namespace, String... words) {
    this.words.addAll(List.of("kubectl", "-n", namespace));
    this.words.addAll(List.of(words));
  }

  /** How it ended, and what it printed. */
  static final class Outcome {
    private final int code;
    private final byte[] out;
    private final String err;

    Outcome(int code, byte[] out, String err) {
      this.code = code;
      this.out = out.clone();
      this.err = err;
    }

    int code() {
      return code;
    }

    byte[] out() {
      return out.clone();
    }

    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }

    String err() {
      return err;
    }
  }

  /** With further words. */
  Kubectl and(String... more) {
    words.addAll(List.of(more));
    return this;
  }

  /** By another client that takes the same words. */
  Kubectl by(List<String> program) {
    words.remove(0);
    words.addAll(0, program);
    return this;
  }

  /** Speaks SPDY to the API server, as old versions do. */
  Kubectl overSpdy(boolean wanted) {
    spdy = wanted;
    return this;
  }

  Kubectl with(Path input) {
    stdin = input;
    return this;
  }

  Kubectl with(String input) throws IOException {
    return with(Files.writeString(Files.createTempFile("hpk-it", ".in"), input));
  }

  /** Under script(1), so that it has a terminal. */
  Kubectl inTerminal() {
    return inTerminal("");
  }

  /**
   * The same.
   *
   * @param before shell that is run first, in the terminal
   */
  Kubectl inTerminal(String before) {
    List<String> line = List.copyOf(words);
    words.clear();
    String quoted =
        String.join(
            " ", line.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
    words.addAll(
        List.of(
            "script",
            "-qfec",
            "stty rows 33 cols 99\n" + before + "\nexec " + quoted,
            "/dev/null"));
    return this;
  }

  Process start(Path output) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.redirectOutput(output.toFile());
    builder.redirectError(error(output).toFile());
    if (stdin != null) {
      builder.redirectInput(stdin.toFile());
    }
    if (spdy) {
      builder.environment().put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false");
      builder.environment().put("KUBECTL_PORT_FORWARD_WEBSOCKETS", "false");
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome run() {
    try {
      Path output = Files.createTempFile("hpk-it", ".out");
      Process process = start(output);
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      process.destroyForcibly();
      Outcome outcome =
          new Outcome(
              ended ? process.exitValue() : -1,
              Files.readAllBytes(output),
              Files.readString(error(output)));
      Files.delete(output);
      Files.delete(error(output));
      if (!ended) {
        throw new AssertionError("kubectl did not end: " + outcome.text() + outcome.err());
      }
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static Path error(Path output) {
    return output.resolveSibling(output.getFileName() + ".err");
  }
}
