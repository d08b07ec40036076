package dev.hpk.stream;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A way into a job that was taken: its process on the kubelet's host. */
final class HostProcess {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Process process;
  private final ControlLines stderr;

  /**
   * @param listener hears the control lines, on the thread that reads the error output
   */
  HostProcess(Process process, String secret, Consumer<String> listener) {
    this.process = process;
    this.stderr = new ControlLines(process.getErrorStream(), secret, listener);
  }

  OutputStream stdin() {
    return process.getOutputStream();
  }

  InputStream stdout() {
    return process.getInputStream();
  }

  ControlLines stderr() {
    return stderr;
  }

  CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** A batch system's own command ends what it started elsewhere when it is told to end. */
  void kill(ScheduledExecutorService timer) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    descendants.forEach(ProcessHandle::destroyForcibly);
    try {
      timer.schedule(process::destroyForcibly, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      process.destroyForcibly(); // the kubelet stops
    }
  }
}
