package dev.hpk.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A client of streams on a plain socket, as strict as Go's. */
final class SpdyClient implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: ([0-9]+)");

  final Map<Integer, ByteArrayOutputStream> received = new ConcurrentHashMap<>();
  final Set<Integer> replied = ConcurrentHashMap.newKeySet();
  final Set<Integer> finished = ConcurrentHashMap.newKeySet();
  final Set<Integer> reset = ConcurrentHashMap.newKeySet();
  final Set<Integer> pings = ConcurrentHashMap.newKeySet();
  volatile boolean lost;
  volatile boolean wentAway;
  private final Socket socket;
  private final String head;
  private final EmbeddedChannel encoder = new EmbeddedChannel(codec());
  private final EmbeddedChannel decoder = new EmbeddedChannel(codec());
  private int nextId = 1;

  SpdyClient(SSLContext trust, int port, String path, List<String> headers) throws IOException {
    socket = trust.getSocketFactory().createSocket("127.0.0.1", port);
    StringBuilder request = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: a\r\n");
    headers.forEach(header -> request.append(header).append("\r\n"));
    write((request + "\r\n").getBytes(ISO_8859_1));
    head = readHead();
    Thread reader = new Thread(this::read, "spdy-client");
    reader.setDaemon(true);
    reader.start();
  }

  static List<String> upgrade(String... versions) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of("Connection: Upgrade", "Upgrade: SPDY/3.1"),
            java.util.stream.Stream.of(versions).map(one -> "X-Stream-Protocol-Version: " + one))
        .toList();
  }

  private static SpdyFrameCodec codec() {
    return new SpdyFrameCodec(SpdyVersion.SPDY_3_1, 65536, 16384, 6, 15, 8, false);
  }

  /** The answer's head, and what followed a refusal. */
  String head() {
    return head;
  }

  int open(String... headers) throws IOException {
    int id = nextId;
    nextId += 2;
    DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
    for (int index = 0; index < headers.length; index += 2) {
      frame.headers().add(headers[index], headers[index + 1]);
    }
    received.put(id, new ByteArrayOutputStream());
    write(frame);
    return id;
  }

  void send(int id, byte[] data, boolean last) throws IOException {
    DefaultSpdyDataFrame frame = new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(data));
    frame.setLast(last);
    write(frame);
  }

  void ping(int id) throws IOException {
    write(new DefaultSpdyPingFrame(id));
  }

  void cancel(int id) throws IOException {
    write(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.CANCEL));
  }

  String text(int id) {
    ByteArrayOutputStream bytes = received.get(id);
    synchronized (bytes) {
      return bytes.toString(ISO_8859_1);
    }
  }

  byte[] bytes(int id) {
    ByteArrayOutputStream bytes = received.get(id);
    synchronized (bytes) {
      return bytes.toByteArray();
    }
  }

  /** What a stream carried up to its end. */
  String whole(int id) {
    until(() -> finished.contains(id));
    return text(id);
  }

  void until(BooleanSupplier condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition::getAsBoolean);
  }

  private void write(Object frame) throws IOException {
    encoder.writeOutbound(frame);
    for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
      write(ByteBufUtil.getBytes(part));
      part.release();
    }
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private String readHead() throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return text.toString();
      }
      text.append((char) next);
    }
    if (!text.toString().contains(" 101 ")) {
      Matcher length = LENGTH.matcher(text);
      int size = length.find() ? Integer.parseInt(length.group(1)) : 0;
      text.append(new String(socket.getInputStream().readNBytes(size), ISO_8859_1));
    }
    return text.toString();
  }

  private void read() {
    byte[] block = new byte[65536];
    try {
      for (int count = 0; count >= 0; count = socket.getInputStream().read(block)) {
        decoder.writeInbound(Unpooled.copiedBuffer(block, 0, count));
        for (Object frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
          take(frame);
        }
      }
    } catch (IOException e) {
      // the end, whoever brought it
    }
    lost = true;
  }

  private void take(Object frame) {
    if (frame instanceof SpdyDataFrame data) {
      ByteArrayOutputStream bytes = received.get(data.streamId());
      synchronized (bytes) {
        bytes.writeBytes(ByteBufUtil.getBytes(data.content()));
      }
      data.release();
      if (data.isLast()) {
        finished.add(data.streamId());
      }
    } else if (frame instanceof SpdySynReplyFrame reply && !reply.headers().isEmpty()) {
      replied.add(reply.streamId());
    } else if (frame instanceof SpdyRstStreamFrame refused) {
      reset.add(refused.streamId());
    } else if (frame instanceof SpdyPingFrame ping) {
      pings.add(ping.id());
    } else if (frame instanceof SpdyGoAwayFrame) {
      wentAway = true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
