package dev.hpk.api.container;

import dev.hpk.api.job.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container to be described as commands.
 *
 * @param podUid the pod's uid
 * @param name the container's name, unique in its pod
 * @param image what it runs
 * @param invocation what runs in it, and as whom
 * @param mounts what appears in it, in the order in which it must be mounted (parents first)
 * @param sandbox what it has in common with the pod's other containers
 * @param limits what it may use; zeros mean no limit
 * @param readOnlyRoot whether its root is read-only
 * @param privileges what its processes may
 * @param streams what a client can attach to
 * @param target the container of the pod whose processes it shares; null means it has its own
 */
public record ContainerSpec(
    String podUid,
    String name,
    ImagePlan image,
    Invocation invocation,
    List<Mount> mounts,
    SandboxSpec sandbox,
    Resources limits,
    boolean readOnlyRoot,
    Privileges privileges,
    Streams streams,
    @Nullable String target) {

  public ContainerSpec {
    mounts = List.copyOf(mounts);
  }

  /** A container that nobody attaches to, and with processes of its own. */
  public ContainerSpec(
      String podUid,
      String name,
      ImagePlan image,
      Invocation invocation,
      List<Mount> mounts,
      SandboxSpec sandbox,
      Resources limits,
      boolean readOnlyRoot,
      Privileges privileges) {
    this(
        podUid,
        name,
        image,
        invocation,
        mounts,
        sandbox,
        limits,
        readOnlyRoot,
        privileges,
        Streams.NONE,
        null);
  }

  /** The {@link #uniqueName} of the container whose processes it shares; null when it has none. */
  public @Nullable String uniqueTarget() {
    return target == null ? null : "hpk-" + podUid + "-" + target;
  }

  /** A name that no other container on any host has: {@code hpk-<uid>-<name>}. */
  public String uniqueName() {
    return "hpk-" + podUid + "-" + name;
  }

  /**
   * The standard streams of the run command, to which a client can attach. Output always goes to
   * the container's log.
   *
   * @param stdin whether its standard input is open; else it is empty
   * @param terminal whether its standard streams are a terminal, which the run command then has
   */
  public record Streams(boolean stdin, boolean terminal) {
    /** Empty input, and no terminal. */
    public static final Streams NONE = new Streams(false, false);
  }

  /**
   * What runs in a container. {@code command} and {@code args} have their Kubernetes meaning: a
   * command replaces the image's entrypoint and its command; args alone replace the image's
   * command. An empty list is the same as none.
   *
   * @param command null when the image's own entrypoint is to run
   * @param args null when the image's own command is to follow its entrypoint; ignored by the rule
   *     above when a command is given without args
   * @param directory working directory; null means the image's own
   * @param environment names of all variables meant for it; the values are in the environment of
   *     the run command, see {@link dev.hpk.api.ContainerRuntime#environmentPrefix}
   * @param user user id inside the container; null means the engine's or the image's
   * @param group group id inside the container; null means the user's
   */
  public record Invocation(
      @Nullable List<String> command,
      @Nullable List<String> args,
      @Nullable String directory,
      List<String> environment,
      @Nullable Long user,
      @Nullable Long group) {

    public Invocation {
      command = command == null || command.isEmpty() ? null : List.copyOf(command);
      args = args == null || args.isEmpty() ? null : List.copyOf(args);
      environment = List.copyOf(environment);
    }
  }
}
