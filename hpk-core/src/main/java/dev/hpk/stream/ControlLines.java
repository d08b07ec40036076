package dev.hpk.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The lines that the scripts on the host put into the standard error of their own command: NUL, a
 * secret, a space, text, line feed. They are taken out; all else passes unchanged. A way into a job
 * has no other channel that would tell an exit code of the command from one of the way.
 */
final class ControlLines extends FilterInputStream {

  private static final int LONGEST = 4 << 10;
  private static final int KEPT = 2 << 10;

  private final byte[] mark;
  private final Consumer<String> listener;
  private final byte[] block = new byte[32 << 10];
  private final ByteArrayOutputStream candidate = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
  private boolean isCandidate;
  private ByteBuf clean = Unpooled.EMPTY_BUFFER;

  /**
   * @param secret what nobody else can know
   * @param listener gets the text of each line
   */
  ControlLines(InputStream source, String secret, Consumer<String> listener) {
    super(source);
    this.mark = ("\0" + secret + " ").getBytes(StandardCharsets.US_ASCII);
    this.listener = listener;
  }

  /** The beginning of what passed, for messages. */
  String passed() {
    synchronized (tail) {
      return tail.toString(StandardCharsets.UTF_8).strip();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!clean.isReadable()) {
      int count = in.read(block);
      if (count < 0) {
        clean = rest();
        if (!clean.isReadable()) {
          return -1;
        }
        break;
      }
      clean = sift(count);
    }
    int taken = Math.min(length, clean.readableBytes());
    clean.readBytes(target, offset, taken);
    synchronized (tail) {
      tail.write(target, offset, Math.min(taken, KEPT - tail.size()));
    }
    return taken;
  }

  private ByteBuf sift(int count) {
    ByteBuf passing = Unpooled.buffer(count + candidate.size());
    for (int index = 0; index < count; index++) {
      byte next = block[index];
      if (!isCandidate && next != 0) {
        passing.writeByte(next);
        continue;
      }
      if (isCandidate && next == 0 && candidate.size() < mark.length) {
        give(passing);
      }
      isCandidate = true;
      candidate.write(next);
      consider(passing, next);
    }
    return passing;
  }

  private void consider(ByteBuf passing, byte next) {
    int size = candidate.size();
    if (size <= mark.length ? next != mark[size - 1] : size > LONGEST) {
      give(passing);
      return;
    }
    if (size > mark.length && next == '\n') {
      byte[] line = candidate.toByteArray();
      listener.accept(
          new String(line, mark.length, size - mark.length - 1, StandardCharsets.UTF_8));
      candidate.reset();
      isCandidate = false;
    }
  }

  private void give(ByteBuf passing) {
    passing.writeBytes(candidate.toByteArray());
    candidate.reset();
    isCandidate = false;
  }

  private ByteBuf rest() {
    ByteBuf passing = Unpooled.buffer(candidate.size());
    give(passing);
    return passing;
  }
}
