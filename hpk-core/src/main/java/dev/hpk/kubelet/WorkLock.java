package dev.hpk.kubelet;

import dev.hpk.api.HpkException;
import dev.hpk.disk.Disk;
import dev.hpk.disk.WorkDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Sees to it that a work directory has one kubelet. The lock goes with the process. */
final class WorkLock implements AutoCloseable {

  private final FileChannel channel;

  private WorkLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws HpkException of kind CONFIGURATION when another kubelet has it: the message says which
   */
  static WorkLock take(WorkDirectory work) {
    Disk.makeDirectory(work.root());
    Path file = work.lockFile();
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new HpkException(
            HpkException.Kind.CONFIGURATION,
            "work directory " + work.root() + " is used by another kubelet: " + holder(file));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
      return new WorkLock(channel);
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION,
          "work directory " + work.root() + " cannot be locked: " + e.getMessage(),
          e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  private static String self() {
    return "process " + ProcessHandle.current().pid() + " on " + HostNames.hostname() + "\n";
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new HpkException(HpkException.Kind.EXTERNAL, "the lock cannot be released", e);
    }
  }
}
