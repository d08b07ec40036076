package dev.hpk.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.hpk.api.HpkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the supervisors append: one file per host, of which only what is new is read. Safe for
 * use by several threads.
 */
public final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final ObjectReader READER = new ObjectMapper().readerFor(JournalLine.class);
  private static final int CHUNK = 1 << 20;

  private final Path directory;
  private final Map<Path, Long> offsets = new HashMap<>();
  private final Map<String, PodHistory> histories = new ConcurrentHashMap<>();

  /**
   * @param directory holds a {@code .jsonl} file for each host; need not exist yet
   */
  public Journal(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads what has come since the last call.
   *
   * @return the uids of the pods of which something was heard
   * @throws HpkException of kind EXTERNAL when the directory cannot be read; the next call goes on
   *     where this one stopped
   */
  public synchronized Set<String> poll() {
    Set<String> changed = new HashSet<>();
    if (!Files.isDirectory(directory)) {
      return changed;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jsonl")) {
      for (Path file : files) {
        readNew(file, changed);
      }
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "work directory: cannot read the journal in " + directory + ": " + e.getMessage(),
          e);
    }
    return changed;
  }

  /** What was heard of a pod; {@link PodHistory#NONE} when nothing was. */
  public PodHistory history(String uid) {
    return histories.getOrDefault(uid, PodHistory.NONE);
  }

  /** Drops what was heard of a pod that is gone. */
  public void forget(String uid) {
    histories.remove(uid);
  }

  private void readNew(Path file, Set<String> changed) throws IOException {
    long offset = offsets.getOrDefault(file, 0L);
    long size = Files.size(file);
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
        takeLines(buffer.array(), end, changed);
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

  private void takeLines(byte[] bytes, int end, Set<String> changed) {
    int start = 0;
    for (int at = 0; at < end; at++) {
      if (bytes[at] == '\n') {
        if (at > start) {
          takeLine(Arrays.copyOfRange(bytes, start, at), changed);
        }
        start = at + 1;
      }
    }
  }

  private void takeLine(byte[] bytes, Set<String> changed) {
    try {
      JournalLine line = READER.readValue(bytes);
      if (line.pod() == null || line.type() == null || line.state() == null) {
        throw new IOException("pod, type or state is missing");
      }
      histories.merge(line.pod(), PodHistory.NONE.with(line), (known, ignored) -> known.with(line));
      changed.add(line.pod());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("journal", directory)
          .log("A line of the journal is not readable and was skipped: {}", e.getMessage());
    }
  }
}
