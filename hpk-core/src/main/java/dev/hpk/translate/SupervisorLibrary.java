package dev.hpk.translate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The supervisor's text, the second part of every job script; see {@code src/main/bash}. */
final class SupervisorLibrary {

  /** The files of {@code src/main/bash}, in the order in which they are joined. */
  static final List<String> NAMES =
      List.of(
          "10-journal.sh",
          "11-events.sh",
          "20-clock.sh",
          "30-images.sh",
          "31-locks.sh",
          "32-json.sh",
          "40-processes.sh",
          "50-containers.sh",
          "51-environment.sh",
          "52-volumes.sh",
          "53-ends.sh",
          "54-stdio.sh",
          "60-logs.sh",
          "61-memory.sh",
          "62-ownership.sh",
          "63-usage.sh",
          "64-limits.sh",
          "65-figures.sh",
          "66-net.sh",
          "67-web.sh",
          "68-grpc.sh",
          "70-pod.sh",
          "71-stop.sh",
          "72-sandbox.sh",
          "73-probes.sh",
          "74-hooks.sh",
          "75-ephemeral.sh",
          "76-prober.sh",
          "80-address.sh",
          "81-names.sh",
          "82-ports.sh",
          "83-sessions.sh",
          "90-main.sh");

  private static final String TEXT = read();

  private SupervisorLibrary() {}

  /** All functions of the supervisor; ends with a line break. */
  static String text() {
    return TEXT;
  }

  private static String read() {
    StringBuilder text = new StringBuilder();
    for (String name : NAMES) {
      text.append("\n# ---- ").append(name).append('\n').append(read(name));
    }
    return text.toString();
  }

  private static String read(String name) {
    try (InputStream stream = SupervisorLibrary.class.getResourceAsStream("supervisor/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("the supervisor's file is not on the class path: " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the supervisor's file " + name, e);
    }
  }
}
