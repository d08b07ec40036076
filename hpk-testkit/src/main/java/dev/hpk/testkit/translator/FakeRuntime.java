package dev.hpk.testkit.translator;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.Word;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A container runtime of an engine that does not exist: its commands show all that it was told, in
 * words. Immutable.
 */
public final class FakeRuntime implements ContainerRuntime {

  private final Set<RuntimeAbility> abilities;
  private final Path images;

  private FakeRuntime(Set<RuntimeAbility> abilities, Path images) {
    this.abilities = Set.copyOf(abilities);
    this.images = images;
  }

  /** A runtime that can do all there is. */
  public static FakeRuntime able() {
    return ableTo(RuntimeAbility.values());
  }

  /** A runtime that can do only this. */
  public static FakeRuntime ableTo(RuntimeAbility... abilities) {
    return new FakeRuntime(Set.of(abilities), Path.of("/shared/images"));
  }

  /** The same runtime with its images elsewhere than in {@code /shared/images}. */
  public FakeRuntime withImages(Path directory) {
    return new FakeRuntime(abilities, directory);
  }

  @Override
  public Set<RuntimeAbility> abilities() {
    return abilities;
  }

  @Override
  public ImagePlan image(ImageReference image) {
    String key = image.toString().replaceAll("[^A-Za-z0-9._@-]", "_").replaceFirst("^_+", "");
    return new ImagePlan(
        image,
        key,
        image.isFile() ? Path.of(image.repository()) : images.resolve(key + ".img"),
        null,
        image.isFile()
            ? null
            : Command.builder()
                .add("engine", "fetch", "--to")
                .add(JobVariable.IMAGE_TEMPORARY)
                .add(image.toString())
                .build(),
        Command.builder().add("engine", "inspect").add(JobVariable.IMAGE_FILE).build());
  }

  @Override
  public Command run(ContainerSpec container) {
    Command.Builder run = Command.builder().add("engine", "run");
    run.add("--name", container.uniqueName(), "--host");
    run.add(String.valueOf(container.sandbox().hostname()));
    run.add("--network", container.sandbox().network().toString());
    share(run, container.sandbox());
    restrict(run, container.privileges());
    for (Mount mount : container.mounts()) {
      run.add("--mount").add(mount.source()).add(mount.target(), mount.readOnly() ? "ro" : "rw");
      Mount.ImagePart image = mount.image();
      if (image != null) {
        run.add("--part", "/" + image.path());
      }
    }
    if (container.readOnlyRoot()) {
      run.add("--read-only");
    }
    ContainerSpec.Invocation invocation = container.invocation();
    if (invocation.user() != null) {
      run.add("--user", String.valueOf(invocation.user()));
    }
    if (invocation.group() != null) {
      run.add("--group", String.valueOf(invocation.group()));
    }
    if (container.limits().memoryBytes() > 0) {
      run.add("--memory", String.valueOf(container.limits().memoryBytes()));
    }
    run.add("--directory");
    if (invocation.directory() == null) {
      run.add(JobVariable.IMAGE_DIRECTORY);
    } else {
      run.add(invocation.directory());
    }
    invocation.environment().forEach(name -> run.add("--variable", name));
    return words(run.add(JobVariable.IMAGE_FILE).add("--"), invocation).build();
  }

  @Override
  public String environmentPrefix() {
    return "ENGINE_";
  }

  @Override
  public Optional<Command> sandbox(SandboxSpec sandbox) {
    if (sandbox.network().kind() == NetworkMode.Kind.HOST
        && sandbox.processes() != SandboxSpec.Processes.POD) {
      return Optional.empty();
    }
    Command.Builder hold = Command.builder().add("engine", "hold", sandbox.network().toString());
    share(hold, sandbox);
    sandbox.sysctls().forEach((name, value) -> hold.add("--parameter", name + "=" + value));
    return Optional.of(hold.build());
  }

  @Override
  public Optional<Command> enter(ContainerSpec container, List<String> argv) {
    return abilities.contains(RuntimeAbility.ENTER)
        ? Optional.of(
            Command.builder()
                .add("engine", "enter", container.uniqueName())
                .add(JobVariable.CONTAINER_PID)
                .add(argv)
                .build())
        : Optional.empty();
  }

  @Override
  public Optional<Command> stop(ContainerSpec container) {
    return Optional.of(Command.of("engine", "stop", container.uniqueName()));
  }

  @Override
  public Optional<Word> pidFile(ContainerSpec container) {
    return Optional.of(Word.of(JobVariable.SCRATCH).then("/" + container.name() + ".pid"));
  }

  @Override
  public Set<String> engineProcesses() {
    return Set.of("engine", "engine-init");
  }

  @Override
  public Optional<Command> clean(ContainerSpec container) {
    return Optional.of(Command.of("engine", "remove", container.uniqueName()));
  }

  private static void share(Command.Builder command, SandboxSpec sandbox) {
    if (sandbox.processes() != SandboxSpec.Processes.OWN) {
      command.add("--processes-of", sandbox.processes().name());
    }
    if (sandbox.hostIpc()) {
      command.add("--ipc-of", "HOST");
    }
  }

  private static void restrict(Command.Builder run, Privileges privileges) {
    privileges.added().forEach(name -> run.add("--add", name));
    privileges.dropped().forEach(name -> run.add("--drop", name));
    if (privileges.noNew()) {
      run.add("--no-new-privileges");
    }
    if (privileges.nonRoot()) {
      run.add("--image-user");
    }
    if (privileges.unmasked()) {
      run.add("--unmasked");
    }
    privileges.groups().forEach(group -> run.add("--also-group", String.valueOf(group)));
  }

  private static Command.Builder words(Command.Builder run, ContainerSpec.Invocation invocation) {
    List<String> command = invocation.command();
    List<String> args = invocation.args();
    if (command == null) {
      run.add(JobVariable.IMAGE_ENTRYPOINT);
    } else {
      run.add(command);
    }
    if (args != null) {
      return run.add(args);
    }
    return command == null ? run.add(JobVariable.IMAGE_COMMAND) : run;
  }
}
