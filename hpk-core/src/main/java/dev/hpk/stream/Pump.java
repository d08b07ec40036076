package dev.hpk.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What a process or a socket gives, on its way to a client. As much is under way as the client
 * takes; a client that has gone takes everything.
 */
final class Pump {

  private static final int BLOCK = 32 << 10;
  private static final int MOST_UNDER_WAY = 8;

  private final @Nullable ByteStream stream;
  private final Semaphore credit = new Semaphore(MOST_UNDER_WAY);

  /**
   * @param stream null when the client did not ask for it
   */
  Pump(@Nullable ByteStream stream) {
    this.stream = stream;
  }

  /** Sends everything up to the source's end or failure; on a thread of its own. */
  void pump(InputStream source) {
    byte[] block = new byte[BLOCK];
    try (source) {
      for (int length = source.read(block); length >= 0; length = source.read(block)) {
        send(Unpooled.copiedBuffer(block, 0, length));
      }
    } catch (IOException e) {
      // as an end: how it ended is told by other means
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void send(ByteBuf data) throws InterruptedException {
    if (stream == null || !data.isReadable()) {
      data.release();
      return;
    }
    credit.acquire();
    stream.send(data).addListener((Future<? super Void> sent) -> credit.release());
  }
}
