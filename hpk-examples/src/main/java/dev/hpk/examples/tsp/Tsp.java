package dev.hpk.examples.tsp;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import java.util.List;
import java.util.Map;

/**
 * Runs Task Spooler's command, tsp(1).
 *
 * @param socket where it listens; "" means its own default
 */
record Tsp(CommandRunner commands, String socket) {

  /** What it prints; an answer that is none is an error. */
  String run(List<String> argv) {
    CommandResult result = tryRun(argv);
    if (!result.succeeded()) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL, argv.get(0) + " failed: " + result.complaint());
    }
    return result.stdout();
  }

  CommandResult tryRun(List<String> argv) {
    Map<String, String> environment = socket.isEmpty() ? Map.of() : Map.of("TS_SOCKET", socket);
    return commands.run(HostCommand.of(argv).withEnvironment(environment));
  }
}
