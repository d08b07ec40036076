package dev.hpk.stream;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.job.Resources;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.resolve.EphemeralSpecs;
import dev.hpk.resolve.ImageMirrors;
import dev.hpk.watch.ContainerHistory.Running;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ways into a running pod: the batch system's to its host, then the container runtime's. Only
 * describes commands, for the kubelet's own host. Safe for use by several threads.
 */
public final class Entrance {

  private final BatchScheduler scheduler;
  private final WorkDirectory work;
  private final ImageMirrors mirrors;

  /**
   * @param work where the containers' logs are
   * @param mirrors where images are fetched from
   */
  public Entrance(BatchScheduler scheduler, WorkDirectory work, ImageMirrors mirrors) {
    this.scheduler = scheduler;
    this.work = work;
    this.mirrors = mirrors;
  }

  /**
   * A command inside a container.
   *
   * @param mark by which its processes are found
   * @throws HpkException when there is no way
   */
  HostCommand exec(
      RunningPod pod, ExecRequest request, String secret, String mark, TerminalSize size) {
    Running running = running(pod, request.container());
    ContainerSpec container = describe(pod, container(pod, request.container()));
    Optional<Command> way = pod.runtime().enter(container, request.command());
    JobWords words =
        variables(pod)
            .with(JobVariable.CONTAINER_PID, () -> String.valueOf(running.pid()))
            .with(JobVariable.ATTEMPT, () -> String.valueOf(running.attempt()))
            .with(JobVariable.IMAGE_DIRECTORY, () -> imageDirectory(container.image()));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                secret,
                pod.uid(),
                mark,
                String.valueOf(running.pid()),
                request.stdin() ? "yes" : "no",
                request.terminal() ? "yes" : "no",
                String.valueOf(size.rows()),
                String.valueOf(size.columns()),
                HostScript.SWEEP.text()));
    arguments.addAll(words.of(way.orElseThrow(Entrance::noWay)));
    return onHost(pod, HostScript.EXEC.words(arguments));
  }

  /**
   * Joins standard streams to those of a container, until it ends.
   *
   * @throws HpkException when it does not run
   */
  HostCommand attach(RunningPod pod, ExecRequest request, String secret) {
    String name = request.container();
    Running running = running(pod, name);
    PodDirectory directory = work.pod(pod.uid());
    return onHost(
        pod,
        HostScript.ATTACH.words(
            List.of(
                secret,
                pod.uid(),
                String.valueOf(running.pid()),
                directory.log(name, running.attempt()).toString(),
                attachScript(pod, name),
                request.stdin() ? "input" : "output")));
  }

  /** Sets the size of a container's own terminal. */
  HostCommand resizeContainer(RunningPod pod, String container, TerminalSize size) {
    return onHost(
        pod,
        List.of(
            "bash",
            attachScript(pod, container),
            "resize",
            String.valueOf(size.rows()),
            String.valueOf(size.columns())));
  }

  /** The supervisor leaves it there (see src/main/bash/README.md). */
  private String attachScript(RunningPod pod, String container) {
    return work.pod(pod.uid())
        .root()
        .resolve(PodDirectory.container(container))
        .resolve("attach")
        .toString();
  }

  private static Running running(RunningPod pod, String container) {
    Running running = pod.history().container(container).running();
    if (running == null || running.pid() == null) {
      throw new HpkException(HpkException.Kind.USER, "container not found (\"" + container + "\")");
    }
    return running;
  }

  /** Kills what carries a mark. */
  HostCommand sweep(RunningPod pod, String mark) {
    return onHost(pod, HostScript.SWEEP.words(List.of(mark)));
  }

  /**
   * Sets the size of a terminal on the pod's host.
   *
   * @param terminal such as /dev/pts/3
   */
  HostCommand resize(RunningPod pod, String terminal, TerminalSize size) {
    return onHost(
        pod,
        List.of(
            "stty",
            "-F",
            terminal,
            "rows",
            String.valueOf(size.rows()),
            "columns",
            String.valueOf(size.columns())));
  }

  /** Joins standard streams to a port in the pod's network. */
  HostCommand relay(RunningPod pod, String secret, int port) {
    List<String> relay =
        HostScript.RELAY.words(
            List.of(secret, String.valueOf(port), HostScript.RELAY_BY_PERL.text()));
    Command way = pod.runtime().enterNetwork(sandbox(pod), relay).orElseThrow(Entrance::noWay);
    return onHost(pod, variables(pod).of(way));
  }

  private HostCommand onHost(RunningPod pod, List<String> words) {
    return scheduler.enter(pod.job(), pod.host(), words);
  }

  private static JobWords variables(RunningPod pod) {
    return new JobWords()
        .with(JobVariable.SANDBOX_PID, () -> String.valueOf(pod.history().sandboxProcess()))
        .with(JobVariable.POD_ADDRESS, () -> String.valueOf(pod.address()));
  }

  /** The pod's network as it is, not as the configuration would now have it. */
  private static SandboxSpec sandbox(RunningPod pod) {
    return new SandboxSpec(
        pod.uid(),
        pod.pod().getMetadata().getName(),
        pod.hasOwnNetwork() ? NetworkMode.PRIVATE : NetworkMode.HOST,
        SandboxSpec.Processes.of(pod.pod().getSpec()),
        Boolean.TRUE.equals(pod.pod().getSpec().getHostIPC()),
        Map.of());
  }

  private ContainerSpec describe(RunningPod pod, Container container) {
    String directory = container.getWorkingDir();
    return new ContainerSpec(
        pod.uid(),
        container.getName(),
        pod.runtime().image(mirrors.source(ImageReference.parse(container.getImage()))),
        new ContainerSpec.Invocation(
            null,
            null,
            directory == null || directory.isEmpty() ? null : directory,
            List.of(),
            null,
            null),
        List.of(),
        sandbox(pod),
        new Resources(0, 0, Map.of()),
        false,
        Privileges.DEFAULT,
        ContainerSpec.Streams.NONE,
        null);
  }

  private static Container container(RunningPod pod, String name) {
    return Stream.of(
            pod.pod().getSpec().getInitContainers(),
            pod.pod().getSpec().getContainers(),
            EphemeralSpecs.of(pod.pod()))
        .flatMap(List::stream)
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new HpkException(HpkException.Kind.USER, "container not found (\"" + name + "\")"));
  }

  /** As the supervisor keeps it beside the image. */
  private static String imageDirectory(ImagePlan image) {
    Path file = image.file();
    if (file == null) {
      return "/";
    }
    Path kept = file.resolveSibling(file.getFileName() + ".directory");
    try {
      String directory = Files.readString(kept, StandardCharsets.UTF_8).replaceFirst("\0.*", "");
      return directory.isEmpty() ? "/" : directory;
    } catch (IOException e) {
      return "/";
    }
  }

  private static HpkException noWay() {
    return new HpkException(
        HpkException.Kind.USER, "the container runtime has no way into a running container");
  }
}
