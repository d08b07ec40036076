package dev.hpk.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * ssh(1) to a job's host, for sites that allow no steps beside a job. Slurm counts what runs there
 * as the job's only where pam_slurm_adopt does.
 *
 * @param options further ones of ssh, such as {@code -i} and a key
 */
record Ssh(List<String> options) {

  /** Nothing asks, nothing but the command's own output is printed, and no byte has a meaning. */
  private static final List<String> ALWAYS =
      List.of(
          "ssh",
          "-T",
          "-a",
          "-x",
          "-e",
          "none",
          "-o",
          "BatchMode=yes",
          "-o",
          "ClearAllForwardings=yes",
          "-o",
          "LogLevel=ERROR");

  Ssh {
    options = List.copyOf(options);
  }

  /** The login shell over there reads one line; it must be one that quotes as sh(1) does. */
  List<String> arguments(String host, List<String> argv) {
    List<String> arguments = new ArrayList<>(ALWAYS);
    arguments.addAll(options);
    arguments.addAll(List.of("--", host));
    arguments.add(argv.stream().map(Ssh::quoted).collect(Collectors.joining(" ", "exec ", "")));
    return arguments;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
