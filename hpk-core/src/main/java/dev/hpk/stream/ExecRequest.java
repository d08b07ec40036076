package dev.hpk.stream;

import java.util.List;

/**
 * What a client wants to run in a container.
 *
 * @param command at least one word
 * @param stdin whether it will send input
 * @param stdout whether it wants the output
 * @param stderr whether it wants the error output apart; never with a terminal, which has none
 * @param terminal whether the command is to have a terminal
 */
public record ExecRequest(
    String container,
    List<String> command,
    boolean stdin,
    boolean stdout,
    boolean stderr,
    boolean terminal) {

  public ExecRequest {
    command = List.copyOf(command);
    stderr = stderr && !terminal;
  }

  /** May hold what no log should. */
  @Override
  public String toString() {
    return "ExecRequest[" + container + "]";
  }
}
