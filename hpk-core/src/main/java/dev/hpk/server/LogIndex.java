package dev.hpk.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor notes of a log as it grows: lines of milliseconds since 1970 and the length
 * then. Both only grow, so that an entry is found by halving.
 *
 * <p>A line of the log has the time of the first entry that is longer than the log was before the
 * line: when its beginning was first seen. It was printed between the entry before and that one.
 */
final class LogIndex {

  /** No entry is as long as this. */
  private static final int LONGEST = 64;

  private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

  private final LogFile file;

  LogIndex(LogFile file) {
    this.file = file;
  }

  /** One line of the index. */
  record Entry(long millis, long size) {

    /** Null when it is no line of an index. */
    static @Nullable Entry parse(String line) {
      Matcher parts = LINE.matcher(line);
      return parts.matches()
          ? new Entry(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)))
          : null;
    }
  }

  LogFile file() {
    return file;
  }

  /** How long the log was in the last entry before a time; 0 when there is none. */
  long sizeBefore(long millis) throws IOException {
    long position = find(entry -> entry.millis() >= millis);
    if (position == 0) {
      return 0;
    }
    Entry before = lineAround(position - 1).entry();
    return before == null ? 0 : before.size();
  }

  /** Where in the index the first entry stands that holds, when all after it hold, too. */
  long find(Predicate<Entry> holds) throws IOException {
    long low = 0;
    long high = Math.max(0, file.size());
    while (low < high) {
      Line line = lineAround((low + high) >>> 1);
      if (line.isWhole() && !line.holds(holds)) {
        low = Math.max(low + 1, line.end());
        continue;
      }
      high = line.start();
    }
    return low;
  }

  private record Line(long start, long end, boolean isWhole, @Nullable Entry entry) {

    boolean holds(Predicate<Entry> condition) {
      return entry != null && condition.test(entry);
    }
  }

  private Line lineAround(long position) throws IOException {
    long from = Math.max(0, position - LONGEST);
    ByteBuffer buffer = ByteBuffer.allocate(2 * LONGEST);
    file.read(from, buffer);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    int at = (int) (position - from);
    int start = at == 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
    int end = text.indexOf('\n', at);
    if (end < 0) {
      return new Line(from + start, from + text.length(), false, null);
    }
    return new Line(from + start, from + end + 1, true, Entry.parse(text.substring(start, end)));
  }
}
