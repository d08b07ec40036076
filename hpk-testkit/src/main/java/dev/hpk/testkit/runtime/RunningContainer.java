package dev.hpk.testkit.runtime;

import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.JobVariable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A container that {@link EngineHost} started. */
public final class RunningContainer {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final EngineHost host;
  private final ContainerRuntime runtime;
  private final ContainerSpec container;
  private final CommandRenderer renderer;
  private final Process process;
  private final Path output;

  RunningContainer(
      EngineHost host,
      ContainerRuntime runtime,
      ContainerSpec container,
      CommandRenderer renderer,
      Process process,
      Path output) {
    this.host = host;
    this.runtime = runtime;
    this.container = container;
    this.renderer = renderer;
    this.process = process;
    this.output = output;
  }

  /** The process id of the container's first process; waits until there is one. */
  public long firstProcess() {
    long first =
        await().atMost(LONGEST).until(this::findFirstProcess, Optional::isPresent).orElseThrow();
    renderer.bind(JobVariable.CONTAINER_PID, String.valueOf(first));
    return first;
  }

  /** Waits until the container has printed this text. */
  public void awaitOutput(String text) {
    await().atMost(LONGEST).until(() -> Files.readString(output).contains(text));
  }

  /** Sends TERM by the engine's own way, or else to the first process. */
  public void terminate() {
    long first = firstProcess();
    renderer.bind(JobVariable.SIGNAL, "TERM");
    runtime
        .stop(container)
        .ifPresentOrElse(
            stop -> host.run(renderer.argv(stop)),
            () -> ProcessHandle.of(first).ifPresent(ProcessHandle::destroy));
  }

  /** Kills the first process. */
  public void kill() {
    ProcessHandle.of(firstProcess()).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Kills the run command, as it happens when a job is killed; answers what descended from it. */
  public List<Long> killEngine() {
    firstProcess();
    List<Long> descendants = process.descendants().map(ProcessHandle::pid).toList();
    process.destroyForcibly();
    return descendants;
  }

  /** Runs words inside. */
  public CommandResult enter(List<String> argv) {
    firstProcess();
    return host.run(renderer.argv(runtime.enter(container, argv).orElseThrow()));
  }

  /** Waits for the end. */
  public CommandResult end() {
    return EngineHost.result(process, output);
  }

  /** Cleans up after the end. */
  public CommandResult clean() {
    return runtime
        .clean(container)
        .map(clean -> host.run(renderer.argv(clean)))
        .orElse(new CommandResult(0, "", ""));
  }

  private Optional<Long> findFirstProcess() {
    return runtime
        .pidFile(container)
        .map(file -> read(Path.of(renderer.text(file))).strip())
        .map(text -> text.isEmpty() ? Optional.<Long>empty() : Optional.of(Long.valueOf(text)))
        .orElseGet(
            () ->
                process
                    .descendants()
                    .map(ProcessHandle::pid)
                    .filter(pid -> !isEngine(pid))
                    .findFirst());
  }

  /** A process that is gone has no name any more; others may still be on their way in. */
  private boolean isEngine(long process) {
    String name = read(Path.of("/proc/" + process + "/comm")).replaceFirst("\n$", "");
    return name.isEmpty()
        || runtime.engineProcesses().contains(name)
        || namespace(process).equals(namespace(ProcessHandle.current().pid()));
  }

  private static String namespace(long process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/mnt")).toString();
    } catch (IOException e) {
      return namespace(ProcessHandle.current().pid());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
