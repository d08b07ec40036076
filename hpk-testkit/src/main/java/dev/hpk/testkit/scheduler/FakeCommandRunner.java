package dev.hpk.testkit.scheduler;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Starts nothing: answers each command as the test says, by the program's name without its
 * directory, and remembers it. Safe for use by many threads.
 */
public final class FakeCommandRunner implements CommandRunner {

  private final Object lock = new Object();
  private final Map<String, Function<HostCommand, CommandResult>> answers = new HashMap<>();
  private final List<HostCommand> commands = new ArrayList<>();

  /** From now on this program prints this text and succeeds. */
  public FakeCommandRunner prints(String program, String stdout) {
    return answers(program, command -> new CommandResult(0, stdout, ""));
  }

  /** From now on this program complains with this text and fails with this exit code. */
  public FakeCommandRunner fails(String program, int exitCode, String stderr) {
    return answers(program, command -> new CommandResult(exitCode, "", stderr));
  }

  /** From now on this program answers what the function says, or throws what it throws. */
  public FakeCommandRunner answers(String program, Function<HostCommand, CommandResult> answer) {
    synchronized (lock) {
      answers.put(program, answer);
    }
    return this;
  }

  /** All commands so far, in order. */
  public List<HostCommand> commands() {
    synchronized (lock) {
      return List.copyOf(commands);
    }
  }

  /** The commands of this program so far, in order. */
  public List<HostCommand> commands(String program) {
    return commands().stream().filter(command -> programOf(command).equals(program)).toList();
  }

  @Override
  public CommandResult run(HostCommand command) {
    Function<HostCommand, CommandResult> answer;
    synchronized (lock) {
      commands.add(command);
      answer = answers.get(programOf(command));
    }
    if (answer == null) {
      throw new AssertionError("unexpected command: " + command.argv());
    }
    return answer.apply(command);
  }

  private static String programOf(HostCommand command) {
    return String.valueOf(Path.of(command.argv().get(0)).getFileName());
  }
}
