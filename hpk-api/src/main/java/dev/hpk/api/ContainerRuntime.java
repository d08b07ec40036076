package dev.hpk.api;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Describes how one container engine is driven. It runs nothing itself: its commands are quoted
 * into the job script and run on another host, inside the job. All methods are pure, never return
 * null, and are called by any worker thread, several at once.
 */
public interface ContainerRuntime extends AutoCloseable {

  /** What this engine can do; the translator refuses pods that need more. */
  Set<RuntimeAbility> abilities();

  /** How this image is found, fetched and named. Called for each distinct image of a pod. */
  ImagePlan image(ImageReference image);

  /**
   * How this image is found, fetched and named in order to be mounted as a volume. Called only when
   * this engine has the ability {@link RuntimeAbility#IMAGE_VOLUMES}.
   */
  default ImagePlan imageVolume(ImageReference image) {
    return image(image);
  }

  /**
   * The command that is the container: it stays in the foreground, its exit code is the
   * container's, and a signal sent to it reaches the container's first process. The supervisor
   * starts it as its own child with the container's variables in its environment, each with {@link
   * #environmentPrefix} before its name. Each word of its command and args stands in the command as
   * a word of its own, unchanged: the translator puts a variable in the place of one that holds a
   * secret.
   */
  Command run(ContainerSpec container);

  /**
   * What is put before the name of each variable meant for the container; "" when nothing. Names
   * that are no shell identifiers, such as {@code discovery.type}, are never prefixed: they stand
   * in the environment of the run command as they are.
   */
  default String environmentPrefix() {
    return "";
  }

  /**
   * A command that holds the pod's namespaces while the pod lives, for network modes that need one;
   * empty when containers need nothing in common. It stays in the foreground.
   */
  default Optional<Command> sandbox(SandboxSpec sandbox) {
    return Optional.empty();
  }

  /**
   * The file, on the job's host, that the sandbox command makes, whole and at once, when all of the
   * pod's namespaces stand; empty when its first process of another name than unshare or nsenter
   * shows that. Its lines: {@code process ID}, the process that holds the namespaces; {@code
   * address IP}, at most one of each family, the pod's addresses where they are not the host's;
   * {@code nameserver IP}, which takes the place of the host's resolvers where those are loopback
   * addresses; {@code warning TEXT}, for the pod's owner, shown as an event.
   */
  default Optional<Word> sandboxFile(SandboxSpec sandbox) {
    return Optional.empty();
  }

  /**
   * A command, run beside the container, that runs these words inside it with its environment, root
   * and working directory; empty when this engine cannot. The container's image, mounts and limits
   * may be unknown to the caller. The words have the variable {@code HPK_POD_MARK} of the command's
   * environment where it is there: they are found by it later. Where its standard input is a
   * terminal of the job's host, they have a terminal.
   */
  default Optional<Command> enter(ContainerSpec container, List<String> argv) {
    return Optional.empty();
  }

  /**
   * A command, run beside the pod, that runs these words of the host, not of an image, in the pod's
   * network; empty when this engine cannot. Called for port-forward.
   */
  default Optional<Command> enterNetwork(SandboxSpec sandbox, List<String> argv) {
    return sandbox.network().kind() == NetworkMode.Kind.HOST
        ? Optional.of(Command.builder().add(argv).build())
        : Optional.empty();
  }

  /**
   * A command that prints the image's own user, as its configuration has it; empty when {@link
   * ImagePlan#config} tells. Run only for containers that must not run as root.
   */
  default Optional<Command> imageUser(ContainerSpec container) {
    return Optional.empty();
  }

  /**
   * The engine's own way to send {@link dev.hpk.api.container.JobVariable#SIGNAL} to the
   * container's first process; empty when the signal may simply be sent to that process.
   */
  default Optional<Command> stop(ContainerSpec container) {
    return Optional.empty();
  }

  /**
   * The file, on the job's host, in which the run command leaves the process id of the container's
   * first process; empty when that process is a descendant of the run command.
   */
  default Optional<Word> pidFile(ContainerSpec container) {
    return Optional.empty();
  }

  /**
   * The directory, on the job's host, that takes what the container writes outside its volumes,
   * while it lives; empty when it is not known. The supervisor counts it against the container's
   * limit of ephemeral-storage.
   */
  default Optional<Word> writableLayer(ContainerSpec container) {
    return Optional.empty();
  }

  /**
   * Names, as in {@code /proc/PID/comm}, of the engine's own processes that may stand between the
   * run command and the container's first process. When there are any, a container counts as
   * running once a process that descends from the run command, has another name and is in a mount
   * namespace of its own is there. An engine without those leaves a {@link #pidFile}.
   */
  default Set<String> engineProcesses() {
    return Set.of();
  }

  /**
   * A command run after the container ended or was killed, to leave nothing behind. It may take a
   * second: the container's end is told before.
   */
  default Optional<Command> clean(ContainerSpec container) {
    return Optional.empty();
  }

  /** Name and version as in a node's {@code containerRuntimeVersion}: {@code apptainer://1.4.5}. */
  default String version() {
    return "unknown://unknown";
  }

  /** Releases what this plugin holds. May be called more than once, and before any other call. */
  @Override
  default void close() {}
}
