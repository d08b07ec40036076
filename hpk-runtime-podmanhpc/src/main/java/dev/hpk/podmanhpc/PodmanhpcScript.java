package dev.hpk.podmanhpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The short bash scripts that do on the host what no option of podman-hpc does. All that comes from
 * a pod reaches them as arguments, never as text of a script.
 */
enum PodmanhpcScript {
  /** Keeps a container's variables from podman itself, and becomes {@code podman-hpc run}. */
  RUN,
  /** Runs a command in a container. */
  JOIN,
  /** Sends TERM to a container's first process. */
  STOP,
  /** Asks whether an image lies in the store that all hosts share. */
  PRESENT,
  /** Prints an image's configuration. */
  CONFIGURATION,
  /** Pulls an image into that store, or moves one there that the user built. */
  FETCH;

  private final String text;

  PodmanhpcScript() {
    String file = name().toLowerCase(Locale.ROOT) + ".sh";
    try (InputStream stream = PodmanhpcScript.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + file);
      }
      text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words that run it; its arguments follow. */
  List<String> words() {
    return List.of("bash", "-c", text, "hpk-" + name().toLowerCase(Locale.ROOT));
  }
}
