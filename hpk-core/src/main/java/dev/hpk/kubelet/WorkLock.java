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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sees to it that a work directory has one kubelet. The lock goes with the process. */
final class WorkLock implements AutoCloseable {

  /**
   * Locked by this process: the file must not be opened again, for closing it again would drop the
   * lock (fcntl(2), F_SETLK).
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private WorkLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws HpkException of kind CONFIGURATION when another kubelet has it: the message says which
   */
  static WorkLock take(WorkDirectory work) {
    Disk.makeDirectory(work.root());
    try {
      Path file = work.root().toRealPath().resolve(work.lockFile().getFileName());
      if (!OWN.add(file)) {
        throw used(work, self());
      }
      return take(work, file);
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION,
          "work directory " + work.root() + " cannot be locked: " + e.getMessage(),
          e);
    }
  }

  private static WorkLock take(WorkDirectory work, Path file) throws IOException {
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw used(work, Files.readString(file));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
      taken = true;
      return new WorkLock(file, channel);
    } finally {
      if (!taken) {
        OWN.remove(file);
      }
    }
  }

  private static HpkException used(WorkDirectory work, String holder) {
    return new HpkException(
        HpkException.Kind.CONFIGURATION,
        "work directory " + work.root() + " is used by another kubelet: " + holder.strip());
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
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
    } finally {
      OWN.remove(file);
    }
  }
}
