package dev.hpk.apptainer;

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
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.SandboxSpec.Processes;
import dev.hpk.api.container.Word;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Describes how Apptainer is driven: a container is {@code apptainer exec} in namespaces of its
 * own, always in a user namespace, so that it can be entered without privileges.
 */
final class ApptainerRuntime implements ContainerRuntime {

  private static final String NAME = "apptainer";

  /** As root in a container, so that unmodified public images run. */
  private static final String ROOT_HOME = "/root";

  private static final Word OWN = Word.of("own");
  private static final String ALL = "all";

  private final ApptainerConfig config;
  private final ApptainerImages images;
  private final String version;

  ApptainerRuntime(ApptainerConfig config, ApptainerImages images, String version) {
    this.config = config;
    this.images = images;
    this.version = version;
  }

  /** Apptainer may be missing on the kubelet's host when images are fetched in the job. */
  static String askVersion(ApptainerConfig config, CommandRunner commands) {
    try {
      CommandResult answer = commands.run(HostCommand.of(config.command(), "version"));
      return NAME + "://" + (answer.succeeded() ? answer.stdout().strip() : "unknown");
    } catch (HpkException e) {
      return NAME + "://unknown";
    }
  }

  @Override
  public Set<RuntimeAbility> abilities() {
    Set<RuntimeAbility> abilities =
        EnumSet.of(
            RuntimeAbility.IMAGES,
            RuntimeAbility.MOUNTS,
            RuntimeAbility.ENTER,
            RuntimeAbility.GPU,
            RuntimeAbility.PRIVATE_NETWORK,
            RuntimeAbility.CNI_NETWORK,
            RuntimeAbility.IMAGE_VOLUMES,
            RuntimeAbility.IMAGE_SUB_PATHS,
            RuntimeAbility.HOST_MOUNTS,
            RuntimeAbility.SYSCTLS,
            RuntimeAbility.READ_ONLY_ROOT,
            RuntimeAbility.RUN_AS_USER,
            RuntimeAbility.USER_NAMESPACE,
            RuntimeAbility.CAPABILITIES,
            RuntimeAbility.NO_NEW_PRIVILEGES,
            RuntimeAbility.HOST_PROCESSES,
            RuntimeAbility.POD_PROCESSES,
            RuntimeAbility.HOST_IPC);
    if (config.fakeroot()) {
      abilities.add(RuntimeAbility.FAKEROOT);
      // only root may mount the /proc of a process namespace
      abilities.add(RuntimeAbility.SHARED_PROCESSES);
    }
    return abilities;
  }

  @Override
  public ImagePlan image(ImageReference image) {
    return images.plan(image);
  }

  @Override
  public ImagePlan imageVolume(ImageReference image) {
    return images.volume(image);
  }

  @Override
  public String environmentPrefix() {
    return "APPTAINERENV_";
  }

  @Override
  public Command run(ContainerSpec container) {
    SandboxSpec sandbox = container.sandbox();
    List<String> links = ApptainerMounts.links(container.mounts());
    Word ids = ids(container);
    Command.Builder command = ApptainerSandbox.inside(sandbox, true);
    boolean shared = sharesTarget(container);
    if (shared) {
      command.add(ApptainerScript.TARGET.words()).add(directory(container));
      command.add(JobVariable.TARGET_PID);
    }
    command.add(ApptainerScript.RUN.words()).add(directory(container));
    command.add(isRoot(ids) ? ROOT_HOME : "/").add(shared ? OWN : ids);
    command.add(container.privileges().noNew() ? "yes" : "no");
    command.add(sandbox.hostname() == null ? "" : sandbox.hostname());
    command.add(container.readOnlyRoot() ? "no" : "yes");
    command.add(String.valueOf(links.size())).add(links);
    command.add(config.command());
    // --no-eval: values and arguments arrive as they are; --no-umask: 0022, as elsewhere
    command.add("--userns", "--contain", "--no-eval", "--no-umask", "--no-mount", "tmp,home");
    if (!sandbox.hostIpc()) {
      command.add("--ipc");
    }
    if (sandbox.processes() == Processes.OWN && !shared) {
      command.add("--pid");
    }
    if (!config.init()) {
      command.add("--no-init");
    }
    if (sandbox.hostname() != null) {
      command.add("--hostname", sandbox.hostname());
    }
    if (isRoot(ids)) {
      ApptainerCapabilities.dropped(container.privileges())
          .ifPresent(dropped -> command.add("--drop-caps", dropped));
    }
    addGpus(command, container);
    container.mounts().forEach(mount -> command.add("--mount").add(ApptainerMounts.option(mount)));
    command.add("--pwd").add(workingDirectory(container));
    command.add(config.options()).add(JobVariable.IMAGE_FILE);
    addWords(command, container.invocation());
    return command.build();
  }

  @Override
  public Optional<Command> sandbox(SandboxSpec sandbox) {
    return ApptainerSandbox.begin(sandbox, config.command());
  }

  @Override
  public Optional<Word> sandboxFile(SandboxSpec sandbox) {
    return ApptainerSandbox.file(sandbox);
  }

  @Override
  public Set<String> engineProcesses() {
    return Set.of(
        "apptainer",
        "starter",
        "appinit",
        "sinit",
        "squashfuse",
        "squashfuse_ll",
        "fuse-overlayfs",
        "fuse2fs",
        "fusermount",
        "fusermount3",
        "gocryptfs",
        "unsquashfs",
        "fakeroot",
        "faked",
        "newuidmap",
        "newgidmap",
        "ldconfig",
        "nvidia-containe",
        "unshare",
        "mount",
        "mkdir",
        "ln",
        "nsenter",
        "setpriv",
        "slirp4netns",
        "pasta");
  }

  @Override
  public Optional<Word> writableLayer(ContainerSpec container) {
    return Optional.of(directory(container));
  }

  @Override
  public Optional<Command> enter(ContainerSpec container, List<String> argv) {
    return Optional.of(
        ApptainerSandbox.inside(container.sandbox(), false)
            .add(ApptainerScript.ENTER.words())
            .add(JobVariable.CONTAINER_PID)
            .add(workingDirectory(container))
            .add(argv)
            .build());
  }

  @Override
  public Optional<Command> clean(ContainerSpec container) {
    return Optional.of(
        Command.builder().add(ApptainerScript.CLEAN.words()).add(directory(container)).build());
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Optional<Command> enterNetwork(SandboxSpec sandbox, List<String> argv) {
    return Optional.of(ApptainerSandbox.inNetwork(sandbox).add(argv).build());
  }

  /**
   * As whom a container runs: see the script. Whoever it is, outside it is the job's user.
   * Subordinate ids cannot be mapped from within a sandbox, and Apptainer takes no capability away
   * from a root that has them.
   */
  private Word ids(ContainerSpec container) {
    ContainerSpec.Invocation invocation = container.invocation();
    if (invocation.user() != null) {
      long group = invocation.group() == null ? 0 : invocation.group();
      boolean whole =
          invocation.user() == 0 && group == 0 && config.fakeroot() && mayBeAll(container);
      return Word.of(whole ? ALL : invocation.user() + ":" + group);
    }
    if (container.privileges().nonRoot()) {
      return Word.of(JobVariable.IMAGE_USER);
    }
    if (!config.fakeroot()) {
      return OWN;
    }
    return Word.of(mayBeAll(container) ? ALL : "0:0");
  }

  /** Where the pod shares its processes anyway, or the host's, there is no other to be found. */
  private static boolean sharesTarget(ContainerSpec container) {
    return container.target() != null && container.sandbox().processes() == Processes.OWN;
  }

  private static boolean mayBeAll(ContainerSpec container) {
    return !ApptainerSandbox.exists(container.sandbox())
        && ApptainerCapabilities.dropped(container.privileges()).isEmpty();
  }

  private static boolean isRoot(Word ids) {
    return ids.text().filter(text -> text.equals(ALL) || text.startsWith("0:")).isPresent();
  }

  /** On the host's own disk: its writable layer, which Apptainer would limit to 64 MB of memory. */
  private static Word directory(ContainerSpec container) {
    return Word.of(JobVariable.SCRATCH)
        .then("/apptainer/" + container.name() + "-")
        .then(JobVariable.ATTEMPT);
  }

  private static Word workingDirectory(ContainerSpec container) {
    String directory = container.invocation().directory();
    return directory == null ? Word.of(JobVariable.IMAGE_DIRECTORY) : Word.of(directory);
  }

  private static void addGpus(Command.Builder command, ContainerSpec container) {
    if (container.limits().extended().getOrDefault("nvidia.com/gpu", 0L) > 0) {
      command.add("--nv");
    }
    if (container.limits().extended().getOrDefault("amd.com/gpu", 0L) > 0) {
      command.add("--rocm");
    }
  }

  /** kubelet: a command replaces entrypoint and command, args alone replace the command. */
  private static void addWords(Command.Builder command, ContainerSpec.Invocation invocation) {
    if (invocation.command() == null) {
      command.add(JobVariable.IMAGE_ENTRYPOINT);
    } else {
      command.add(invocation.command());
    }
    if (invocation.args() != null) {
      command.add(invocation.args());
    } else if (invocation.command() == null) {
      command.add(JobVariable.IMAGE_COMMAND);
    }
  }
}
