package dev.hpk.server;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** A client of streams over a WebSocket. */
final class SocketClient implements WebSocket.Listener {

  private final Map<Integer, ByteArrayOutputStream> received = new ConcurrentHashMap<>();
  private final WebSocket socket;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final StringBuilder text = new StringBuilder();
  volatile int closed;

  SocketClient(StreamWorld world, String path, String... protocols) throws Exception {
    WebSocket.Builder builder =
        HttpClient.newBuilder().sslContext(world.client).build().newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(
          protocols[0], List.of(protocols).subList(1, protocols.length).toArray(String[]::new));
    }
    try {
      socket =
          builder
              .buildAsync(URI.create("wss://127.0.0.1:" + world.server.port() + path), this)
              .get();
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  String protocol() {
    return socket.getSubprotocol();
  }

  void send(int channel, String data) {
    byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer message = ByteBuffer.allocate(bytes.length + 1);
    message.put((byte) channel).put(bytes).flip();
    socket.sendBinary(message, true).join();
  }

  void sendText(int channel, String data) {
    String coded = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.ISO_8859_1));
    socket.sendText((char) ('0' + channel) + coded, true).join();
  }

  String text(int channel) {
    ByteArrayOutputStream bytes = received.get(channel);
    return bytes == null ? "" : bytes.toString(StandardCharsets.ISO_8859_1);
  }

  boolean heard(int channel) {
    return received.containsKey(channel);
  }

  void abort() {
    socket.abort();
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    while (data.hasRemaining()) {
      partial.write(data.get());
    }
    if (last) {
      byte[] message = partial.toByteArray();
      partial.reset();
      received
          .computeIfAbsent((int) message[0], added -> new ByteArrayOutputStream())
          .write(message, 1, message.length - 1);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      String message = text.toString();
      text.setLength(0);
      received
          .computeIfAbsent(message.charAt(0) - '0', added -> new ByteArrayOutputStream())
          .writeBytes(Base64.getDecoder().decode(message.substring(1)));
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed = code;
    return null;
  }
}
