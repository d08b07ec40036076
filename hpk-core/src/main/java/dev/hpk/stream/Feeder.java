package dev.hpk.stream;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, on its way to a process or a socket. Holds at most some hundred kilobytes:
 * beyond, the connection is not read. Once the receiver has gone, everything is discarded, so that
 * the connection goes on.
 */
final class Feeder implements Incoming {

  private static final int FULL = 256 << 10;
  private static final int LOW = 64 << 10;

  /** What a piece takes beside its bytes: a client may send them one by one. */
  private static final int PIECE = 256;

  private final ByteStream stream;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private Runnable whenAborted = () -> {};
  private long bytes;
  private boolean paused;
  private long pausedSince;
  private boolean ended;
  private boolean discarding;

  Feeder(ByteStream stream) {
    this.stream = stream;
  }

  /** Hears on the event loop that the stream was reset or its connection is gone. */
  Feeder onAbort(Runnable listener) {
    whenAborted = listener;
    return this;
  }

  @Override
  public synchronized void data(ByteBuf data) {
    if (discarding || !data.isReadable()) {
      data.release();
      return;
    }
    waiting.add(data);
    bytes += data.readableBytes() + PIECE;
    if (!paused && bytes > FULL) {
      paused = true;
      pausedSince = System.nanoTime();
      stream.pause();
    }
    notifyAll();
  }

  @Override
  public synchronized void finished() {
    ended = true;
    notifyAll();
  }

  @Override
  public void aborted() {
    discard();
    whenAborted.run();
  }

  /** What is held at the moment. */
  synchronized long held() {
    return bytes;
  }

  /** Whether the connection has not been read for so long because the receiver takes nothing. */
  synchronized boolean isStuck(Duration patience) {
    return paused && System.nanoTime() - pausedSince > patience.toNanos();
  }

  /** Gives up what waits and what is still to come. */
  synchronized void discard() {
    discarding = true;
    ended = true;
    waiting.forEach(ByteBuf::release);
    waiting.clear();
    bytes = 0;
    resume();
    notifyAll();
  }

  private void resume() {
    if (paused) {
      paused = false;
      stream.resume();
    }
  }

  /**
   * Writes everything and closes the receiver; on a thread of its own.
   *
   * @param close closes the receiver for writing
   */
  void feed(OutputStream receiver, Closing close) {
    try {
      byte[] copy = new byte[32 << 10];
      for (ByteBuf data = next(); data != null; data = next()) {
        try {
          while (data.isReadable()) {
            int length = Math.min(copy.length, data.readableBytes());
            data.readBytes(copy, 0, length);
            receiver.write(copy, 0, length);
          }
        } finally {
          data.release();
        }
        receiver.flush();
      }
    } catch (IOException e) {
      // the receiver needs no more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      discardRest();
      try {
        close.close();
      } catch (IOException e) {
        // it is closed
      }
    }
  }

  private void discardRest() {
    synchronized (this) {
      if (ended && waiting.isEmpty()) {
        resume();
        return;
      }
    }
    discard();
  }

  /** Closes one direction. */
  interface Closing {
    void close() throws IOException;
  }

  /** The next piece; null at the end. */
  private synchronized @Nullable ByteBuf next() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (ended) {
        return null;
      }
      wait();
    }
    ByteBuf data = waiting.remove();
    bytes -= data.readableBytes() + PIECE;
    pausedSince = System.nanoTime(); // it takes something
    if (bytes < LOW) {
      resume();
    }
    return data;
  }
}
