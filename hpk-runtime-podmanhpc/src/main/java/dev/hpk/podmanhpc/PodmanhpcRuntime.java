package dev.hpk.podmanhpc;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.SandboxSpec.Processes;
import dev.hpk.api.container.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes how podman-hpc is driven: a container is {@code podman-hpc run} in the foreground, in
 * podman's user namespace; its first process is found by the file that podman leaves.
 */
final class PodmanhpcRuntime implements ContainerRuntime {

  private static final String NAME = "podman-hpc";

  private static final Pattern VERSION = Pattern.compile("Podman-HPC Version: (\\S+)");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final PodmanhpcConfig config;
  private final PodmanhpcImages images;
  private final String version;

  PodmanhpcRuntime(PodmanhpcConfig config, PodmanhpcImages images, String version) {
    this.config = config;
    this.images = images;
    this.version = version;
  }

  /** podman-hpc may be missing on the kubelet's host when images are fetched in the job. */
  static String askVersion(PodmanhpcConfig config, CommandRunner commands) {
    try {
      CommandResult answer = commands.run(HostCommand.of(config.command(), "infohpc"));
      Matcher found = VERSION.matcher(answer.stdout());
      return NAME + "://" + (answer.succeeded() && found.find() ? found.group(1) : "unknown");
    } catch (HpkException e) {
      return NAME + "://unknown";
    }
  }

  @Override
  public Set<RuntimeAbility> abilities() {
    return Set.of(
        RuntimeAbility.IMAGES,
        RuntimeAbility.MOUNTS,
        RuntimeAbility.ENTER,
        RuntimeAbility.SHARED_PROCESSES,
        RuntimeAbility.GPU,
        RuntimeAbility.READ_ONLY_ROOT,
        RuntimeAbility.IMAGE_VOLUMES,
        RuntimeAbility.FAKEROOT,
        RuntimeAbility.RUN_AS_USER,
        RuntimeAbility.USER_NAMESPACE,
        RuntimeAbility.CAPABILITIES,
        RuntimeAbility.NO_NEW_PRIVILEGES,
        RuntimeAbility.SUPPLEMENTAL_GROUPS,
        RuntimeAbility.HOST_PROCESSES,
        RuntimeAbility.HOST_IPC);
  }

  @Override
  public ImagePlan image(ImageReference image) {
    return images.plan(image);
  }

  @Override
  public String environmentPrefix() {
    return "HPKENV_";
  }

  @Override
  public Command run(ContainerSpec container) {
    ContainerSpec.Invocation invocation = container.invocation();
    List<String> flags = asksForGpu(container) ? config.gpuOptions() : List.of();
    Command.Builder command = Command.builder();
    command.add(PodmanhpcScript.RUN.words());
    command.add(config.command(), config.squashDirectory());
    command.add(String.valueOf(flags.size())).add(flags);
    command.add("--name").add(name(container));
    command.add("--pidfile").add(processFile(container));
    command.add("--pull", "never", "--network", "host", "--http-proxy=false");
    // its output goes where the job's does, through no process
    addStreams(command, container.streams());
    command.add("--no-healthcheck", "--systemd=false");
    command.add("--security-opt", "label=disable");
    addNamespaces(command, container);
    addPrivileges(command, container.privileges());
    if (container.readOnlyRoot()) {
      command.add("--read-only");
    }
    String target = container.uniqueTarget();
    if (target != null) {
      Word whole = Word.of("container:" + target + "-").then(JobVariable.TARGET_ATTEMPT);
      command.add("--pid").add(whole);
    }
    addUser(command, invocation);
    container.mounts().forEach(mount -> command.add("--mount").add(mount(mount)));
    if (invocation.directory() != null) {
      command.add("--workdir", invocation.directory());
    }
    // those that no shell could hold come under their own names
    invocation.environment().stream()
        .filter(variable -> !IDENTIFIER.matcher(variable).matches())
        .forEach(variable -> command.add("--env", variable));
    if (invocation.command() != null) {
      command.add("--entrypoint", "");
    }
    command.add(config.options()).add(PodmanhpcImages.name(container.image().reference()));
    addWords(command, invocation);
    return command.build();
  }

  @Override
  public Set<String> engineProcesses() {
    return Set.of("podman-hpc", "podman", "conmon", "crun", "runc", "catatonit", "fuse-overlayfs");
  }

  @Override
  public Optional<Command> enter(ContainerSpec container, List<String> argv) {
    String directory = container.invocation().directory();
    return Optional.of(
        Command.builder()
            .add(PodmanhpcScript.JOIN.words())
            .add(JobVariable.CONTAINER_PID)
            .add(directory == null ? "" : directory)
            .add(name(container))
            .add(String.valueOf(config.program().size()))
            .add(config.program())
            .add(argv)
            .build());
  }

  @Override
  public Optional<Command> imageUser(ContainerSpec container) {
    return Optional.of(
        Command.builder()
            .add(config.program())
            .add("inspect", "--", "--type", "image", "--format", "{{.Config.User}}")
            .add(PodmanhpcImages.name(container.image().reference()))
            .build());
  }

  @Override
  public Optional<Command> stop(ContainerSpec container) {
    return Optional.of(
        Command.builder()
            .add(PodmanhpcScript.STOP.words())
            .add(config.command())
            .add(processFile(container))
            .add(name(container))
            .add(JobVariable.SIGNAL)
            .build());
  }

  @Override
  public Optional<Word> pidFile(ContainerSpec container) {
    return Optional.of(processFile(container));
  }

  @Override
  public Optional<Command> clean(ContainerSpec container) {
    return Optional.of(
        Command.builder()
            .add(config.program())
            .add("rm", "--", "--force", "--ignore", "--time", "0")
            .add(name(container))
            .build());
  }

  @Override
  public String version() {
    return version;
  }

  /** No other container on any host has it, nor has an earlier start of the same. */
  private static Word name(ContainerSpec container) {
    return Word.of(container.uniqueName() + "-").then(JobVariable.ATTEMPT);
  }

  private static Word processFile(ContainerSpec container) {
    return Word.of(JobVariable.SCRATCH)
        .then("/podman-" + container.name() + "-")
        .then(JobVariable.ATTEMPT)
        .then(".pid");
  }

  private static boolean asksForGpu(ContainerSpec container) {
    return container.limits().extended().getOrDefault("nvidia.com/gpu", 0L) > 0
        || container.limits().extended().getOrDefault("amd.com/gpu", 0L) > 0;
  }

  /** On a terminal podman copies itself; it refuses to hand one on. */
  private static void addStreams(Command.Builder command, ContainerSpec.Streams streams) {
    command.add("--log-driver", streams.terminal() ? "none" : "passthrough");
    if (streams.terminal()) {
      command.add("--tty");
    }
    if (streams.stdin() || streams.terminal()) {
      command.add("--interactive");
    }
  }

  private static void addNamespaces(Command.Builder command, ContainerSpec container) {
    SandboxSpec sandbox = container.sandbox();
    if (sandbox.hostname() != null) {
      command.add("--hostname", sandbox.hostname());
    }
    if (sandbox.hostIpc()) {
      command.add("--ipc", "host");
    }
    if (sandbox.processes() == Processes.HOST) {
      // podman refuses this without cgroups; no user may make any, and so it stays in the job's
      command.add("--cgroups=no-conmon", "--pid", "host");
      return;
    }
    // the job's own cgroup holds it; podman joins processes of others only where it may make
    // cgroups, and then does without
    command.add("--cgroups=" + (container.target() == null ? "disabled" : "enabled"));
  }

  private static void addPrivileges(Command.Builder command, Privileges privileges) {
    privileges.dropped().forEach(name -> command.add("--cap-drop", name));
    privileges.added().forEach(name -> command.add("--cap-add", name));
    if (privileges.noNew()) {
      command.add("--security-opt", "no-new-privileges");
    }
    if (privileges.unmasked()) {
      command.add("--security-opt", "unmask=ALL");
    }
    privileges.groups().forEach(group -> command.add("--group-add", String.valueOf(group)));
  }

  /** A user other than root is mapped to the job's, so that it may write to the pod's volumes. */
  private static void addUser(Command.Builder command, ContainerSpec.Invocation invocation) {
    Long user = invocation.user();
    if (user == null) {
      return;
    }
    long group = invocation.group() == null ? user : invocation.group();
    command.add("--user", user + ":" + group);
    if (user != 0) {
      command.add("--userns", "keep-id:uid=" + user + ",gid=" + group);
    }
  }

  /** Comma-separated values: a field with odd characters is quoted, and quotes in it doubled. */
  private static Word mount(Mount mount) {
    Mount.ImagePart image = mount.image();
    if (image != null) {
      return Word.of(
          "type=image,source="
              + PodmanhpcImages.name(image.plan().reference())
              + ",\"destination="
              + doubled(mount.target())
              + "\"");
    }
    Word word = Word.of("type=bind,\"source=");
    for (Word.Part part : mount.source().parts()) {
      word =
          part instanceof Word.Literal literal
              ? word.then(doubled(literal.text()))
              : word.then(new Word(List.of(part)));
    }
    return word.then(
        "\",\"destination="
            + doubled(mount.target())
            + "\""
            + (mount.readOnly() ? ",ro=true" : ""));
  }

  private static String doubled(String text) {
    return text.replace("\"", "\"\"");
  }

  /** kubelet: a command replaces entrypoint and command, args alone replace the command. */
  private static void addWords(Command.Builder command, ContainerSpec.Invocation invocation) {
    if (invocation.command() != null) {
      command.add(invocation.command());
    }
    if (invocation.args() != null) {
      command.add(invocation.args());
    }
  }
}
