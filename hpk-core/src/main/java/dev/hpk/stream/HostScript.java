package dev.hpk.stream;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The short scripts that run on a pod's host for a session. All that comes from a client reaches
 * them as arguments, never as text of a script.
 */
enum HostScript {
  /** Runs a command that enters a container, and tells how it ended. */
  EXEC("exec.sh"),
  /** Joins standard streams to those of a container. */
  ATTACH("attach.sh"),
  /** Kills what a session left behind. */
  SWEEP("sweep.sh"),
  /** Joins standard streams to a port. */
  RELAY("relay.sh"),
  /** The better half of the relay, an argument of it. */
  RELAY_BY_PERL("relay.pl");

  private final String text;

  HostScript(String file) {
    try {
      text =
          Resources.toString(Resources.getResource(HostScript.class, file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }

  /** The words that run it. */
  List<String> words(List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("bash", "-c", text, "hpk"));
    words.addAll(arguments);
    return words;
  }
}
