package dev.hpk.process;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes and waits for them. A process that outlives its time is killed with everything
 * it started. Output beyond 16 MiB is read and dropped.
 */
public final class ProcessRunner implements CommandRunner {

  private static final int OUTPUT_LIMIT = 16 << 20;

  private final ProcessStarter starter;
  private final Executor pumps;

  /**
   * @param own the kubelet's own environment, of which only the harmless part is passed on
   * @param pumps reads the output of children; unbounded, since each child needs one
   */
  public ProcessRunner(Map<String, String> own, Executor pumps) {
    this.starter = new ProcessStarter(own);
    this.pumps = pumps;
  }

  @Override
  public CommandResult run(HostCommand command) {
    Process process = starter.start(command);
    try {
      CompletableFuture<byte[]> stderr =
          CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), pumps);
      CompletableFuture<byte[]> stdout =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()), pumps);
      feed(process, command.stdin());
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw failed(command, "did not end within " + command.timeout().toSeconds() + " s");
      }
      return new CommandResult(process.exitValue(), text(stdout), text(stderr));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(command, "was interrupted");
    } catch (CompletionException e) {
      throw failed(command, "gave unreadable output: " + e.getMessage());
    } finally {
      kill(process);
    }
  }

  private static void feed(Process process, String stdin) {
    try (OutputStream input = process.getOutputStream()) {
      input.write(stdin.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // a child that does not read its input may be right to: its exit code tells
    }
  }

  private static byte[] read(InputStream stream) {
    try (stream) {
      byte[] kept = stream.readNBytes(OUTPUT_LIMIT);
      stream.transferTo(OutputStream.nullOutputStream());
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A grandchild that keeps the stream open must not keep the caller. */
  private static String text(CompletableFuture<byte[]> output) {
    byte[] bytes = output.completeOnTimeout(new byte[0], 5, TimeUnit.SECONDS).join();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static HpkException failed(HostCommand command, String what) {
    return new HpkException(HpkException.Kind.EXTERNAL, command.argv().get(0) + " " + what);
  }
}
