package dev.hpk.stream;

import java.util.List;

/**
 * What a client wants to run in a container, or that it wants to attach to one.
 *
 * @param command at least one word; none to attach
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

  /** Whether it concerns what the container itself reads and prints. */
  boolean isAttach() {
    return command.isEmpty();
  }

  /** May hold what no log should. */
  @Override
  public String toString() {
    return "ExecRequest[" + container + "]";
  }
}
