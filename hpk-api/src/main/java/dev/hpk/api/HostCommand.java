package dev.hpk.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A command for the kubelet's own host: words, never a line for a shell.
 *
 * @param argv program and arguments; at least one word, none with a NUL
 * @param environment variables set beside those of {@link CommandRunner#run}
 * @param stdin bytes for its standard input; empty means none
 * @param timeout after which it is killed
 */
public record HostCommand(
    List<String> argv, Map<String, String> environment, String stdin, Duration timeout) {

  /** How long a command may take that does not say otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  public HostCommand {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("argv is empty");
    }
    for (String word : argv) {
      if (word.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("argv has a NUL in a word of " + argv.get(0));
      }
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is not positive: " + timeout);
    }
  }

  public static HostCommand of(String... argv) {
    return of(List.of(argv));
  }

  public static HostCommand of(List<String> argv) {
    return new HostCommand(argv, Map.of(), "", DEFAULT_TIMEOUT);
  }

  public HostCommand withStdin(String text) {
    return new HostCommand(argv, environment, text, timeout);
  }

  public HostCommand withTimeout(Duration limit) {
    return new HostCommand(argv, environment, stdin, limit);
  }

  public HostCommand withEnvironment(Map<String, String> variables) {
    return new HostCommand(argv, variables, stdin, timeout);
  }

  /** The program's name only: arguments, variables and input may hold what no log should. */
  @Override
  public String toString() {
    return "HostCommand[" + argv.get(0) + "]";
  }
}
