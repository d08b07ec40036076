package dev.hpk.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A connection whose streams nobody reads, with every byte of its buffers counted. The process and
 * the port at the other end have stopped.
 */
final class FuzzedServer {

  /** Of a connection that is given at most some thousand bytes at once. */
  private static final long MOST_HELD = 2 << 20;

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
  final EmbeddedChannel channel = new EmbeddedChannel();
  final List<Feeder> feeders = new ArrayList<>();
  final Pauses pauses = new Pauses(channel);

  FuzzedServer(ChannelHandler... handlers) {
    channel.config().setAllocator(memory);
    channel.pipeline().addLast(pauses);
    channel.pipeline().addLast(handlers);
  }

  boolean accept(int id, ByteStream stream, Map<String, String> headers) {
    listen(stream);
    return true;
  }

  void listen(ByteStream stream) {
    Feeder feeder = new Feeder(stream);
    feeders.add(feeder);
    stream.listen(feeder);
  }

  /** Gives it everything in pieces, as long as it is open; it may stop reading and is not asked. */
  void feed(byte[] bytes, Random random) {
    int at = 0;
    while (at < bytes.length && channel.isOpen()) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(2000));
      channel.writeInbound(memory.buffer(length).writeBytes(bytes, at, length));
      channel.runPendingTasks();
      at += length;
      assertThat(held()).isLessThan(MOST_HELD);
    }
  }

  /** What the client may still have to take. */
  int sent() {
    int count = 0;
    for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      ReferenceCountUtil.release(part);
      count++;
    }
    return count;
  }

  long held() {
    return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
  }

  /** Nothing but an end may come of it, and nothing may be left. */
  void end() {
    channel.checkException();
    channel.close();
    channel.runPendingTasks();
    sent();
    feeders.forEach(feeder -> assertThat(feeder.held()).isZero());
    assertThat(channel.<Object>readInbound()).isNull();
    assertThat(held()).isZero();
  }
}
