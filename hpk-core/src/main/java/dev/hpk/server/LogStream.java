package dev.hpk.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log on its way to one client. Reads on the readers' threads, a few blocks at a time and only
 * while the client takes them; holds no thread while it waits.
 */
final class LogStream {

  private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
  private static final int BLOCK = 16 << 10;
  private static final int BLOCKS_AT_ONCE = 16;

  private final Exchange exchange;
  private final LogFile log;
  private final LogIndex index;
  private final LogOptions options;
  private final BooleanSupplier over;
  private final Executor readers;
  private final Followers followers;
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile long offset;
  private volatile LogFile.State opened = new LogFile.State(-1, null);
  private long end = Long.MAX_VALUE;
  private long remaining;
  private @Nullable LineStamper stamper;
  private boolean done;

  /**
   * @param over whether nothing more can come
   * @param readers runs one task of this stream at a time
   */
  LogStream(
      Exchange exchange,
      LogFile log,
      LogIndex index,
      LogOptions options,
      BooleanSupplier over,
      Executor readers,
      Followers followers) {
    this.exchange = exchange;
    this.log = log;
    this.index = index;
    this.options = options;
    this.over = over;
    this.readers = readers;
    this.followers = followers;
    this.remaining = options.limitBytes() == null ? Long.MAX_VALUE : options.limitBytes();
  }

  /**
   * Sends the headers, then the log.
   *
   * @param missing the text when the attempt has ended and there is no log
   */
  void start(String missing) {
    run(() -> open(missing));
  }

  /** Goes on soon: the client takes data, has left, or there is news. From any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      run(this::send);
    }
  }

  /** Whether it is worth to go on; called by the timer. */
  boolean hasNews() throws IOException {
    if (!exchange.isOpen() || over.getAsBoolean()) {
      return true;
    }
    LogFile.State now = log.state();
    return (now.size() >= 0 && now.size() != offset) || opened.isReplacedBy(now);
  }

  private void open(String missing) throws IOException {
    boolean ended = over.getAsBoolean();
    opened = log.state();
    long size = opened.size();
    if (size < 0 && ended) {
      Refusal.badRequest(missing).answer(exchange);
      return;
    }
    exchange.onChange(this::wake);
    exchange.allowSilence(Silence.STREAM);
    if (!options.follow()) {
      end = Math.max(0, size);
    }
    exchange.begin(Exchange.TEXT);
    goTo(start(Math.max(0, size)));
    send();
  }

  private void goTo(long position) throws IOException {
    offset = position;
    if (options.timestamps()) {
      stamper = new LineStamper(new LineTimes(index, log, offset), log.isLineStart(offset));
    }
  }

  private long start(long size) throws IOException {
    long first = log.lineStart(log.keptFrom(), size);
    if (options.since() != null) {
      long before = index.sizeBefore(options.since().toEpochMilli());
      boolean isOld = log.modified().isBefore(options.since());
      first = Math.max(first, isOld ? size : log.lineStart(before, size));
    }
    Long tail = options.tailLines();
    return tail == null ? first : log.tailStart(first, size, tail);
  }

  private void send() throws IOException {
    woken.set(false);
    if (done) {
      return;
    }
    if (!exchange.isOpen()) {
      finish();
      return;
    }
    boolean isLast = !options.follow() || over.getAsBoolean();
    if (options.follow()) {
      beginAnewWhereReplaced();
    }
    for (int count = 0; count < BLOCKS_AT_ONCE; count++) {
      if (!exchange.isWritable()) {
        return; // wake() comes with the change
      }
      if (sendBlock()) {
        continue;
      }
      if (isLast || remaining == 0) {
        finish();
        exchange.end();
        return;
      }
      followers.add(this);
      return;
    }
    wake();
  }

  /** Another file in the log's place is another log. */
  private void beginAnewWhereReplaced() throws IOException {
    LogFile.State now = log.state();
    if (opened.isReplacedBy(now)) {
      goTo(log.lineStart(log.keptFrom(), now.size()));
    }
    if (now.size() >= 0) {
      opened = now;
    }
  }

  /** Whether there was something to send. */
  private boolean sendBlock() throws IOException {
    if (options.stderrOnly() || remaining == 0) {
      return false;
    }
    long from = offset;
    ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, end - from));
    log.read(from, block);
    if (block.position() == 0 || block.get(0) == 0) {
      long moved = whereItGoesOn(from);
      if (moved != from) {
        goTo(moved);
        return true;
      }
    }
    if (block.position() == 0) {
      return false;
    }
    ByteBuf data =
        stamper == null
            ? Unpooled.wrappedBuffer(block.array(), 0, block.position())
            : stamper.stamp(block, from);
    offset = from + block.position();
    if (data.readableBytes() > remaining) {
      data.writerIndex(data.readerIndex() + (int) remaining);
    }
    remaining -= data.readableBytes();
    exchange.write(data);
    return true;
  }

  /** A log that was cut goes on further back, or from its beginning. */
  private long whereItGoesOn(long from) throws IOException {
    long size = log.size();
    if (size >= 0 && size < from) {
      return 0;
    }
    long kept = log.keptFrom();
    return kept > from ? Math.min(log.lineStart(kept, size), end) : from;
  }

  private void finish() {
    done = true;
    followers.remove(this);
    exchange.onChange(() -> {});
  }

  private interface Step {
    void run() throws IOException;
  }

  private void run(Step step) {
    try {
      readers.execute(() -> guarded(step));
    } catch (RejectedExecutionException e) {
      exchange.abort(); // the server closes
    }
  }

  private void guarded(Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      finish();
      exchange.abort();
      LOG.atWarn()
          .addKeyValue("log", log.path())
          .addKeyValue("problem", e)
          .log("A log could not be sent whole");
    }
  }
}
