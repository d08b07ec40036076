package dev.hpk.server;

import dev.hpk.disk.PodDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A log on the shared file system, read in blocks. Opened for each read: on NFS only an open makes
 * sure that what another host wrote is seen.
 *
 * @param bytesRead counts what was read of it
 */
record LogFile(Path path, LongAdder bytesRead) {

  private static final int BLOCK = 64 << 10;

  /**
   * How it is at one moment.
   *
   * @param size its length; -1 when it does not exist
   * @param identity differs when another file took its place; null where the file system has none
   */
  record State(long size, @Nullable Object identity) {

    /** Whether another file, or none, is there now. */
    boolean isReplacedBy(State now) {
      return size >= 0
          && now.size >= 0
          && identity != null
          && now.identity != null
          && !identity.equals(now.identity);
    }
  }

  /** Looks once at the file system. */
  State state() throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new State(found.size(), found.fileKey());
    } catch (NoSuchFileException e) {
      return new State(-1, null);
    }
  }

  /** Its length; -1 when it does not exist. */
  long size() throws IOException {
    return state().size();
  }

  /** Where what was kept of it begins: a supervisor lets the older part of a large log go. */
  long keptFrom() throws IOException {
    try {
      return Long.parseLong(Files.readString(PodDirectory.logKept(path)).strip());
    } catch (NoSuchFileException | NumberFormatException e) {
      return 0;
    }
  }

  /** When it was last written to. */
  Instant modified() throws IOException {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.EPOCH;
    }
  }

  /** Reads into a buffer from its position on; nothing at the end, or when the file is gone. */
  void read(long offset, ByteBuffer buffer) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      fill(channel, offset, buffer);
    } catch (NoSuchFileException e) {
      // gone with its pod: as an end
    }
  }

  /**
   * Where the last so many lines begin; a line without its line feed is one, too.
   *
   * @param from what lies before it is not looked at
   */
  long tailStart(long from, long size, long lines) throws IOException {
    if (lines == 0 || size <= from) {
      return Math.max(size, from);
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
      long found = 0;
      long end = size - 1; // the last byte may be the last line's own line feed
      while (end > from) {
        long start = Math.max(from, end - BLOCK);
        buffer.clear().limit((int) (end - start));
        fill(channel, start, buffer);
        for (int at = buffer.position() - 1; at >= 0; at--) {
          if (buffer.get(at) == '\n' && ++found == lines) {
            return start + at + 1;
          }
        }
        end = start;
      }
      return from;
    }
  }

  /** The first beginning of a line at or after an offset; the size when there is none. */
  long lineStart(long offset, long size) throws IOException {
    if (offset <= 0 || offset >= size) {
      return Math.max(0, Math.min(offset, size));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
      long start = offset - 1;
      while (start < size) {
        buffer.clear();
        fill(channel, start, buffer);
        if (buffer.position() == 0) {
          return size;
        }
        for (int at = 0; at < buffer.position(); at++) {
          if (buffer.get(at) == '\n') {
            return Math.min(size, start + at + 1);
          }
        }
        start += buffer.position();
      }
      return size;
    }
  }

  /** Whether a line begins here. */
  boolean isLineStart(long offset) throws IOException {
    if (offset <= 0) {
      return true;
    }
    ByteBuffer before = ByteBuffer.allocate(1);
    read(offset - 1, before);
    return before.position() == 0 || before.get(0) == '\n';
  }

  private void fill(FileChannel channel, long offset, ByteBuffer buffer) throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int length = channel.read(buffer, at);
      if (length <= 0) {
        return;
      }
      at += length;
      bytesRead.add(length);
    }
  }
}
