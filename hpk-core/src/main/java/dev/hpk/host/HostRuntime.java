package dev.hpk.host;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.RuntimeAbility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A container is a process of the host: no image, no isolation, the user's own rights and files.
 * For trying out and for tests.
 */
final class HostRuntime implements ContainerRuntime {

  private static final String ENTER = readEnter();

  private static String readEnter() {
    try (InputStream stream = HostRuntime.class.getResourceAsStream("enter.sh")) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks enter.sh");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Set<RuntimeAbility> abilities() {
    return Set.of(
        RuntimeAbility.ENTER,
        RuntimeAbility.NO_NEW_PRIVILEGES,
        RuntimeAbility.HOST_PROCESSES,
        RuntimeAbility.HOST_IPC);
  }

  /** There is nothing to fetch: the name only shows in the pod's status. */
  @Override
  public ImagePlan image(ImageReference image) {
    return new ImagePlan(image, "none", null, null, null, null);
  }

  @Override
  public Command run(ContainerSpec container) {
    ContainerSpec.Invocation invocation = container.invocation();
    List<String> command = invocation.command();
    if (command == null || command.isEmpty()) {
      throw new PodRefusedException(
          "container " + container.name() + ": command",
          "is missing: runtime 'host' has no image whose entrypoint could run");
    }
    Command.Builder words = Command.builder();
    if (container.privileges().noNew()) {
      words.add("setpriv", "--no-new-privs", "--");
    }
    String directory = invocation.directory();
    if (directory != null) {
      words.add("env", "-C", directory);
    }
    words.add(command);
    if (invocation.args() != null) {
      words.add(invocation.args());
    }
    return words.build();
  }

  @Override
  public Optional<Command> enter(ContainerSpec container, List<String> argv) {
    String directory = container.invocation().directory();
    return Optional.of(
        Command.builder()
            .add("bash", "-c", ENTER, "hpk-enter")
            .add(JobVariable.CONTAINER_PID)
            .add(directory == null ? "" : directory)
            .add(argv)
            .build());
  }

  @Override
  public Set<String> engineProcesses() {
    return Set.of("env", "setpriv");
  }

  @Override
  public String version() {
    return "host://" + System.getProperty("os.version");
  }
}
