package dev.hpk.apptainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The short bash scripts that do on the host what no option of Apptainer does. All that comes from
 * a pod reaches them as arguments, never as text of a script.
 */
enum ApptainerScript {
  /** Makes a container's own files, cleans the environment, and becomes {@code apptainer exec}. */
  RUN,
  /** Runs a script with the processes of another container. */
  TARGET,
  /** Runs a command in the namespaces, environment and working directory of a container. */
  ENTER,
  /** Holds a pod's own network. */
  SANDBOX,
  /** Removes what a container wrote outside its volumes, whoever owns it. */
  CLEAN,
  /** Fetches an image and leaves its file system alone, to be mounted as a volume. */
  VOLUME,
  /** Prints an image's OCI configuration. */
  CONFIGURATION;

  private final String text;

  ApptainerScript() {
    String file = name().toLowerCase(Locale.ROOT) + ".sh";
    try (InputStream stream = ApptainerScript.class.getResourceAsStream(file)) {
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
