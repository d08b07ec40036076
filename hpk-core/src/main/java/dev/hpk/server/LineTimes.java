package dev.hpk.server;

import dev.hpk.server.LogIndex.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The times of a log's lines, asked for in the order of the log. One thread at a time. */
final class LineTimes {

  private static final int BLOCK = 16 << 10;

  private final LogIndex index;
  private final LogFile log;
  private final Queue<Entry> ahead = new ArrayDeque<>();
  private long position;
  private boolean exhausted;
  private @Nullable Entry entry;
  private Instant newest = Instant.EPOCH;

  LineTimes(LogIndex index, LogFile log, long offset) throws IOException {
    this.index = index;
    this.log = log;
    this.position = index.find(known -> known.size() > offset);
  }

  /** Looks again at what may have come; to be called before each block of the log. */
  void refresh() throws IOException {
    exhausted = false;
    newest = log.modified();
  }

  /** The time of the line that begins here; the log's own when the index is not so far yet. */
  Instant at(long lineStart) throws IOException {
    while (entry == null || entry.size() <= lineStart) {
      if (ahead.isEmpty()) {
        readAhead();
      }
      Entry next = ahead.poll();
      if (next == null) {
        return newest;
      }
      entry = next;
    }
    return Instant.ofEpochMilli(entry.millis());
  }

  private void readAhead() throws IOException {
    if (exhausted) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
    index.file().read(position, buffer);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n') + 1;
    text.substring(0, end)
        .lines()
        .forEach(
            line -> {
              Entry parsed = Entry.parse(line);
              if (parsed != null) {
                ahead.add(parsed);
              }
            });
    position += end;
    exhausted = end == 0;
  }
}
