package dev.hpk.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Puts its time before each line, as a kubelet writes it: RFC 3339 with nine digits. */
final class LineStamper {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z' ").withZone(ZoneOffset.UTC);

  private final LineTimes times;
  private boolean atLineStart;
  private Instant last = Instant.MIN;
  private byte[] stamp = {};

  LineStamper(LineTimes times, boolean atLineStart) {
    this.times = times;
    this.atLineStart = atLineStart;
  }

  /**
   * @param block filled up to its position
   * @param offset where in the log it begins
   */
  ByteBuf stamp(ByteBuffer block, long offset) throws IOException {
    times.refresh();
    ByteBuf stamped = Unpooled.buffer(block.position() * 2);
    int start = 0;
    while (start < block.position()) {
      if (atLineStart) {
        stamped.writeBytes(stampAt(offset + start));
      }
      int end = lineEnd(block, start);
      atLineStart = block.get(end - 1) == '\n';
      stamped.writeBytes(block.slice(start, end - start));
      start = end;
    }
    return stamped;
  }

  private byte[] stampAt(long lineStart) throws IOException {
    Instant time = times.at(lineStart);
    if (!time.equals(last)) {
      last = time;
      stamp = FORMAT.format(time).getBytes(StandardCharsets.US_ASCII);
    }
    return stamp;
  }

  private static int lineEnd(ByteBuffer block, int start) {
    for (int at = start; at < block.position(); at++) {
      if (block.get(at) == '\n') {
        return at + 1;
      }
    }
    return block.position();
  }
}
