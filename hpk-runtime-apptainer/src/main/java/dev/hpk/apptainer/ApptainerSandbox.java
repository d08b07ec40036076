package dev.hpk.apptainer;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.SandboxSpec.Processes;
import dev.hpk.api.container.Word;
import java.util.Optional;

/** The namespaces that a pod's containers share, and the ways into them. */
final class ApptainerSandbox {

  private static final Word FILE = Word.of(JobVariable.SCRATCH).then("/sandbox");

  private ApptainerSandbox() {}

  /** Whether the pod has namespaces of its own. */
  static boolean exists(SandboxSpec sandbox) {
    return hasNetwork(sandbox) || sandbox.processes() == Processes.POD;
  }

  /** A process in those namespaces, and beside it what leads to the outside. */
  static Optional<Command> begin(SandboxSpec sandbox, String program) {
    if (!exists(sandbox)) {
      return Optional.empty();
    }
    Command.Builder command = Command.builder().add(ApptainerScript.SANDBOX.words());
    command.add(FILE).add(sandbox.network().toString());
    command.add(sandbox.processes() == Processes.POD ? "pod" : "own");
    command.add(program);
    sandbox.sysctls().forEach((name, value) -> command.add(name + "=" + value));
    return Optional.of(command.build());
  }

  /** Where that process is written down. */
  static Optional<Word> file(SandboxSpec sandbox) {
    return exists(sandbox) ? Optional.of(FILE) : Optional.empty();
  }

  /**
   * A command that begins in those namespaces.
   *
   * @param proc whether its /proc is to be that of the pod's processes
   */
  static Command.Builder inside(SandboxSpec sandbox, boolean proc) {
    Command.Builder command = Command.builder();
    if (!exists(sandbox)) {
      return command;
    }
    command.add("nsenter", "--preserve-credentials", "--user");
    if (hasNetwork(sandbox)) {
      command.add("--net");
    }
    if (sandbox.processes() == Processes.POD) {
      command.add("--pid");
      if (proc) {
        command.add("--mount");
      }
    }
    return command.add("--target").add(JobVariable.SANDBOX_PID).add("--");
  }

  /** A command that begins in the pod's network, and on the host in all else. */
  static Command.Builder inNetwork(SandboxSpec sandbox) {
    Command.Builder command = Command.builder();
    if (!hasNetwork(sandbox)) {
      return command;
    }
    return command
        .add("nsenter", "--preserve-credentials", "--user", "--net", "--target")
        .add(JobVariable.SANDBOX_PID)
        .add("--");
  }

  private static boolean hasNetwork(SandboxSpec sandbox) {
    return sandbox.network().kind() != NetworkMode.Kind.HOST;
  }
}
