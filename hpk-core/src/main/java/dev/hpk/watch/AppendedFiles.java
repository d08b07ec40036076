package dev.hpk.watch;

import dev.hpk.api.HpkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Files of lines that supervisors append to, one for each host. Of a file only what is new is read,
 * and nothing of one that did not grow; one that became shorter is read from its beginning. Used by
 * one thread at a time.
 */
final class AppendedFiles {

  private static final int CHUNK = 1 << 20;

  private final Path directory;
  private final String names;
  private final Map<Path, Long> offsets = new HashMap<>();

  /**
   * @param directory need not exist yet
   * @param names of the files, as a pattern such as {@code *.jsonl}
   */
  AppendedFiles(Path directory, String names) {
    this.directory = directory;
    this.names = names;
  }

  Path directory() {
    return directory;
  }

  /**
   * Reads what has come since the last call.
   *
   * @param taker is given each whole line, without its end
   * @throws HpkException of kind EXTERNAL when the directory cannot be read; the next call goes on
   *     where this one stopped
   */
  void read(Consumer<byte[]> taker) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, names)) {
      for (Path file : files) {
        readNew(file, taker);
      }
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "work directory: cannot read the journal in " + directory + ": " + e.getMessage(),
          e);
    }
  }

  private void readNew(Path file, Consumer<byte[]> taker) throws IOException {
    long offset = offsets.getOrDefault(file, 0L);
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException e) {
      offsets.remove(file);
      return;
    }
    if (size == offset) {
      return;
    }
    if (size < offset) {
      offset = 0;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (true) {
        buffer.clear();
        int length = channel.read(buffer, offset);
        int end = length <= 0 ? 0 : lastLineFeed(buffer.array(), length) + 1;
        if (end == 0) {
          // a line longer than the chunk is no line of ours: skip it, but wait for one half written
          if (length == CHUNK) {
            offset += length;
            continue;
          }
          break;
        }
        takeLines(buffer.array(), end, taker);
        offset += end;
      }
    }
    offsets.put(file, offset);
  }

  private static int lastLineFeed(byte[] bytes, int length) {
    int at = length - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }

  private static void takeLines(byte[] bytes, int end, Consumer<byte[]> taker) {
    int start = 0;
    for (int at = 0; at < end; at++) {
      if (bytes[at] == '\n') {
        if (at > start) {
          taker.accept(Arrays.copyOfRange(bytes, start, at));
        }
        start = at + 1;
      }
    }
  }
}
