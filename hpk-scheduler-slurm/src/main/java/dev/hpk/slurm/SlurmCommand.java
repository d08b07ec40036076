package dev.hpk.slurm;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts Slurm's commands as the site has set them up. */
final class SlurmCommand {

  private final SlurmConfig config;
  private final CommandRunner runner;
  private final Map<String, String> environment;

  SlurmCommand(SlurmConfig config, CommandRunner runner) {
    this.config = config;
    this.runner = runner;
    Map<String, String> variables = new LinkedHashMap<>();
    // Times in seconds since the epoch: no time zone to guess.
    variables.put("SLURM_TIME_FORMAT", "%s");
    // A directory of the kubelet's host; a job would inherit it.
    variables.put("TMPDIR", "/tmp");
    variables.putAll(config.environment());
    this.environment = Map.copyOf(variables);
  }

  /** How the command ended, whatever its exit code. */
  CommandResult run(List<String> argv, Duration timeout) {
    return runner.run(describe(argv).withTimeout(timeout));
  }

  CommandResult run(List<String> argv) {
    return run(argv, config.commandTimeout());
  }

  /**
   * What the command printed.
   *
   * @throws dev.hpk.api.HpkException when it failed
   */
  String ask(List<String> argv) {
    CommandResult result = run(argv);
    if (!result.succeeded()) {
      throw SlurmFailure.of(argv.get(0), result);
    }
    return result.stdout();
  }

  HostCommand describe(List<String> argv) {
    List<String> words = new ArrayList<>(argv);
    if (config.commands() != null) {
      words.set(0, config.commands() + "/" + argv.get(0));
    }
    return HostCommand.of(words).withEnvironment(environment);
  }
}
