package dev.hpk.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends ends in an answer or in the end of its connection. */
@Timeout(600)
class FramerFuzzTest {

  private static final String EXEC = "spdy-exec.hex";
  private static final String PORTS = "spdy-port-forward.hex";
  private static final String SOCKET = "websocket-exec.hex";

  private static FuzzedServer spdy() {
    FuzzedServer[] server = new FuzzedServer[1];
    SpdyConnection[] connection = new SpdyConnection[1];
    server[0] = new FuzzedServer();
    connection[0] = new SpdyConnection(server[0].pauses, 8);
    connection[0].acceptor(server[0]::accept);
    server[0].channel.pipeline().addLast(new SpdyFramer(), connection[0]);
    return server[0];
  }

  private static FuzzedServer socket(boolean base64) {
    FuzzedServer server = new FuzzedServer();
    WebSocketConnection connection = new WebSocketConnection(server.pauses, 5, base64, !base64);
    server
        .channel
        .pipeline()
        .addLast(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(64 << 20).build()),
            connection);
    server.listen(connection.channel(0));
    connection.channel(4).listen(new Sizes());
    return server;
  }

  @ParameterizedTest
  @ValueSource(strings = {EXEC, PORTS})
  void changed_conversations_over_spdy_do_no_harm(String file) {
    FuzzCorpus corpus = new FuzzCorpus(file);
    for (long seed = 0; seed < FuzzCorpus.SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] input = corpus.mutated(random);
      assertThatCode(() -> feed(spdy(), input, random))
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void changed_conversations_over_websockets_do_no_harm(boolean base64) {
    FuzzCorpus corpus = new FuzzCorpus(SOCKET);
    for (long seed = 0; seed < FuzzCorpus.SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] input = corpus.mutated(random);
      assertThatCode(() -> feed(socket(base64), input, random))
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }

  private static void feed(FuzzedServer server, byte[] input, Random random) {
    server.feed(input, random);
    server.end();
  }

  /** Netty's codec is the oracle. */
  @ParameterizedTest
  @ValueSource(strings = {EXEC, PORTS})
  void what_is_whole_is_read_as_another_codec_reads_it(String file) {
    byte[] whole = new FuzzCorpus(file).whole();
    EmbeddedChannel other =
        new EmbeddedChannel(
            new SpdyFrameCodec(SpdyVersion.SPDY_3_1, 64 << 10, 16 << 10, 6, 15, 8, false));
    other.writeInbound(Unpooled.copiedBuffer(whole));
    String expected = text(other);
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      EmbeddedChannel own = new EmbeddedChannel(new SpdyFramer());
      for (int at = 0; at < whole.length; ) {
        int end = Math.min(whole.length, at + 1 + random.nextInt(40));
        own.writeInbound(Unpooled.copiedBuffer(Arrays.copyOfRange(whole, at, end)));
        at = end;
      }
      assertThat(text(own)).as("seed %d", seed).isEqualTo(expected);
      own.finish();
    }
  }

  /** Frames that mean something, with what belongs together put together. */
  private static String text(EmbeddedChannel channel) {
    StringBuilder text = new StringBuilder();
    int stream = 0;
    for (SpdyFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      if (frame instanceof SpdyDataFrame data) {
        if (stream != data.streamId()) {
          text.append("\ndata ").append(data.streamId()).append(' ');
        }
        stream = data.isLast() ? 0 : data.streamId();
        text.append(ByteBufUtil.hexDump(data.content())).append(data.isLast() ? " end" : "");
        data.release();
        continue;
      }
      if (frame instanceof SpdySynStreamFrame opened) {
        text.append("\nsyn ").append(opened.streamId()).append(opened.isLast());
        opened.headers().forEach(one -> text.append(' ').append(one));
      } else if (frame instanceof SpdyRstStreamFrame reset) {
        text.append("\nrst ").append(reset.streamId()).append(reset.status());
      } else if (frame instanceof SpdyPingFrame ping) {
        text.append("\nping ").append(ping.id());
      } else {
        continue;
      }
      stream = 0;
    }
    return text.toString();
  }

  /** An empty stored block, as after Z_SYNC_FLUSH: Go's inflate holds back what comes before. */
  @Test
  void headers_that_are_sent_are_flushed() {
    EmbeddedChannel channel = new EmbeddedChannel(new SpdyFramer());
    for (int id = 1; id < 6; id += 2) {
      channel.writeOutbound(new DefaultSpdySynReplyFrame(id));
      ByteBuf sent = channel.readOutbound();
      assertThat(ByteBufUtil.hexDump(sent)).endsWith("000000ffff");
      assertThat(sent.getUnsignedMedium(5)).isEqualTo(sent.readableBytes() - 8);
      sent.release();
    }
    channel.finish();
  }

  private static ByteBuf control(int type, byte[] body, int length) {
    return Unpooled.buffer()
        .writeShort(0x8003)
        .writeShort(type)
        .writeInt(length)
        .writeBytes(body, 0, Math.min(length, body.length));
  }

  /** Fifteen megabytes that would be some gigabytes, and a small one that would be a megabyte. */
  @ParameterizedTest
  @ValueSource(ints = {15_000_000, 3_000})
  void headers_that_swell_end_the_connection(int length) {
    FuzzedServer server = spdy();
    Deflater deflater = new Deflater(9);
    deflater.setInput(new byte[8 << 20]);
    byte[] small = new byte[9_000];
    int count = deflater.deflate(small);
    deflater.end();
    assertThat(count).isGreaterThan(3_000);
    byte[] body = new byte[length];
    body[3] = 1;
    System.arraycopy(small, 0, body, 10, Math.min(count, length - 10));

    server.channel.writeInbound(control(1, body, length));

    assertThat(server.channel.isOpen()).isFalse();
    server.end();
  }

  @Test
  void long_settings_end_the_connection() {
    FuzzedServer server = spdy();

    server.channel.writeInbound(control(4, new byte[20], 1 << 23));

    assertThat(server.channel.isOpen()).isFalse();
    server.end();
  }

  @Test
  void small_settings_are_read_and_forgotten_however_many() {
    FuzzedServer server = spdy();
    for (int count = 0; count < 10_000; count++) {
      server.channel.writeInbound(control(4, new byte[12], 12));
    }

    assertThat(server.channel.isOpen()).isTrue();
    assertThat(server.sent()).isZero();
    server.end();
  }

  @Test
  void pieces_of_nothing_or_of_one_byte_are_not_heaped_up() {
    FuzzedServer server = spdy();
    server.channel.writeInbound(Unpooled.copiedBuffer(new FuzzCorpus(EXEC).whole()));
    long before = server.held();
    Feeder third = server.feeders.get(2);
    ByteBuf empty = Unpooled.buffer();
    for (int count = 0; count < 100_000; count++) {
      empty.writeInt(5).writeInt(0);
    }
    server.channel.writeInbound(empty);
    assertThat(third.held()).isZero();
    assertThat(server.channel.config().isAutoRead()).isTrue();

    ByteBuf bytes = Unpooled.buffer();
    for (int count = 0; count < 2_000; count++) {
      bytes.writeInt(5).writeInt(1).writeByte('x');
    }
    server.channel.writeInbound(bytes);
    server.channel.runPendingTasks();

    assertThat(third.held()).isGreaterThan(256 << 10);
    assertThat(server.channel.config().isAutoRead()).isFalse();
    assertThat(server.held()).isLessThan(before + (1 << 20));
    server.end();
  }

  @Test
  void a_client_that_pings_and_takes_no_answer_gets_few_and_goes_on() {
    EmbeddedChannel channel = held(spdy());
    for (int id = 1; id < 200_001; id += 2) {
      channel.writeInbound(control(6, new byte[] {0, 0, (byte) (id >> 8), (byte) (id | 1)}, 4));
    }

    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isLessThan(64 << 10);
    channel.close();
  }

  @Test
  void a_client_that_opens_streams_and_takes_no_answer_is_left() {
    EmbeddedChannel channel = held(spdy());
    byte[] body = new byte[10];
    for (int count = 0; count < 2_000 && channel.isOpen(); count++) {
      body[3] = 2; // an even number is not a client's
      channel.writeInbound(control(1, body, 10));
    }

    assertThat(channel.isOpen()).isFalse();
  }

  /** Whose answers are never flushed to the socket. */
  private static EmbeddedChannel held(FuzzedServer server) {
    server.channel.pipeline().addFirst(new Unflushed());
    return server.channel;
  }
}
