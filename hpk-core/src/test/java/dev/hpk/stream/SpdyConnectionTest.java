package dev.hpk.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySettingsFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kubelet's side of SPDY, against what a client's codec sends and reads. */
class SpdyConnectionTest {

  private static final int MOST = 8;

  private final Map<Integer, StringBuilder> heard = new TreeMap<>();
  private final Map<Integer, ByteStream> streams = new TreeMap<>();
  private final EmbeddedChannel server = new EmbeddedChannel();
  private final EmbeddedChannel client = new EmbeddedChannel(codec());

  SpdyConnectionTest() {
    Pauses pauses = new Pauses(server);
    SpdyConnection connection = new SpdyConnection(pauses, MOST);
    connection.acceptor(this::accept);
    server.pipeline().addLast(pauses, new SpdyFramer(), connection);
  }

  /** Netty's, as a client has it. */
  private static SpdyFrameCodec codec() {
    return new SpdyFrameCodec(SpdyVersion.SPDY_3_1, 64 << 10, 16 << 10, 6, 15, 8, false);
  }

  private boolean accept(int id, ByteStream stream, Map<String, String> headers) {
    if (!headers.getOrDefault("streamtype", "").equals("data")) {
      return false;
    }
    StringBuilder text = new StringBuilder();
    heard.put(id, text);
    streams.put(id, stream);
    stream.listen(
        new Incoming() {
          @Override
          public void data(ByteBuf data) {
            text.append(data.toString(ISO_8859_1));
            data.release();
          }

          @Override
          public void finished() {
            text.append("<end>");
          }

          @Override
          public void aborted() {
            text.append("<aborted>");
          }
        });
    return true;
  }

  /** The client's bytes for a frame. */
  private byte[] bytes(Object frame) {
    client.writeOutbound(frame);
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    return ByteBufUtil.getBytes(all);
  }

  private void send(Object frame) {
    server.writeInbound(Unpooled.wrappedBuffer(bytes(frame)));
  }

  private static DefaultSpdySynStreamFrame syn(int id, String type) {
    DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
    frame.headers().add("streamtype", type);
    return frame;
  }

  private static DefaultSpdyDataFrame data(int id, String text, boolean last) {
    DefaultSpdyDataFrame frame =
        new DefaultSpdyDataFrame(id, Unpooled.copiedBuffer(text, ISO_8859_1));
    frame.setLast(last);
    return frame;
  }

  /** What the client reads of what the kubelet has sent. */
  private List<Object> answers() {
    server.runPendingTasks();
    for (ByteBuf part = server.readOutbound(); part != null; part = server.readOutbound()) {
      client.writeInbound(part);
    }
    List<Object> frames = new ArrayList<>();
    for (Object frame = client.readInbound(); frame != null; frame = client.readInbound()) {
      frames.add(frame);
    }
    return frames;
  }

  @Test
  void a_stream_is_answered_with_a_header_and_carries_data_both_ways() {
    send(syn(1, "data"));
    send(data(1, "hello", true));
    streams.get(1).send(Unpooled.copiedBuffer("back", ISO_8859_1));
    streams.get(1).finish();

    assertThat(heard.get(1)).hasToString("hello<end>");
    List<Object> answers = answers();
    assertThat(answers).hasSize(3);
    assertThat(((SpdySynReplyFrame) answers.get(0)).headers().isEmpty()).isFalse();
    assertThat(((SpdyDataFrame) answers.get(1)).content().toString(ISO_8859_1)).isEqualTo("back");
    assertThat(((SpdyDataFrame) answers.get(2)).isLast()).isTrue();
  }

  @Test
  void what_is_not_wanted_is_reset() {
    send(syn(1, "other"));
    send(syn(4, "data"));
    send(syn(3, "data"));
    send(syn(3, "data"));

    assertThat(answers().stream().filter(SpdyRstStreamFrame.class::isInstance)).hasSize(3);
    assertThat(streams.keySet()).containsExactly(3);
  }

  @Test
  void more_streams_than_may_be_are_refused_until_others_ended() {
    for (int id = 1; id <= 2 * MOST + 1; id += 2) {
      send(syn(id, "data"));
    }
    assertThat(streams).hasSize(MOST);
    send(new DefaultSpdyRstStreamFrame(1, 5));
    send(syn(101, "data"));

    assertThat(heard.get(1)).hasToString("<aborted>");
    assertThat(streams).containsKey(101);
  }

  @Test
  void data_of_a_stream_that_is_over_is_dropped() {
    send(syn(1, "data"));
    send(data(1, "a", true));
    send(data(1, "b", false));
    send(data(77, "c", false));

    assertThat(heard.get(1)).hasToString("a<end>");
    assertThat(server.isOpen()).isTrue();
  }

  @Test
  void pings_of_the_client_come_back_and_others_do_not() {
    send(new DefaultSpdyPingFrame(5));
    send(new DefaultSpdyPingFrame(6));

    assertThat(answers())
        .singleElement()
        .isInstanceOfSatisfying(SpdyPingFrame.class, ping -> assertThat(ping.id()).isEqualTo(5));
  }

  @Test
  void a_connection_that_is_lost_aborts_its_streams() {
    send(syn(1, "data"));
    server.close();

    assertThat(heard.get(1)).hasToString("<aborted>");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void however_frames_are_cut_all_data_arrives(long seed) {
    Random random = new Random(seed);
    Map<Integer, StringBuilder> sent = new TreeMap<>();
    ByteBuf wire = Unpooled.buffer();
    for (int step = 0; step < 400; step++) {
      int id = 1 + 2 * random.nextInt(MOST);
      if (!sent.containsKey(id) && sent.keySet().stream().allMatch(known -> known < id)) {
        sent.put(id, new StringBuilder());
        wire.writeBytes(bytes(syn(id, "data")));
      } else if (sent.containsKey(id)) {
        String text = "s" + step + "z".repeat(random.nextInt(3000));
        sent.get(id).append(text);
        wire.writeBytes(bytes(data(id, text, false)));
      } else {
        wire.writeBytes(
            bytes(
                switch (random.nextInt(3)) {
                  case 0 -> new DefaultSpdyPingFrame(2 * step + 1);
                  case 1 -> new DefaultSpdySettingsFrame();
                  default -> new DefaultSpdyWindowUpdateFrame(0, 1000);
                }));
      }
    }
    while (wire.isReadable()) {
      int length = Math.min(wire.readableBytes(), 1 + random.nextInt(700));
      server.writeInbound(wire.readBytes(length));
    }

    sent.forEach((id, text) -> assertThat(heard.get(id)).hasToString(text.toString()));
    assertThat(server.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void nonsense_does_no_harm(long seed) {
    Random random = new Random(seed);
    List<byte[]> frames = new ArrayList<>();
    frames.add(bytes(syn(1, "data")));
    frames.add(bytes(data(1, "hello", false)));
    frames.add(bytes(new DefaultSpdyPingFrame(3)));
    frames.add(bytes(new DefaultSpdyGoAwayFrame(1, 0)));
    frames.add(bytes(new DefaultSpdyRstStreamFrame(1, 5)));
    for (int step = 0; step < 200 && server.isOpen(); step++) {
      byte[] frame = frames.get(random.nextInt(frames.size())).clone();
      for (int change = random.nextInt(4); change > 0; change--) {
        frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
      }
      server.writeInbound(Unpooled.wrappedBuffer(frame, 0, 1 + random.nextInt(frame.length)));
      server.runPendingTasks();
      server.releaseOutbound();
    }

    server.checkException();
    assertThat(streams.size()).isLessThanOrEqualTo(200);
  }
}
