package dev.hpk.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads a resize stream: JSON objects with Width and Height, one behind the other. What is no size
 * is left out. On the event loop.
 */
final class Sizes implements Incoming {

  private static final int LONGEST = 1 << 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringBuilder text = new StringBuilder();
  private volatile TerminalSize latest = TerminalSize.UNKNOWN;
  private volatile Runnable listener = () -> {};

  TerminalSize latest() {
    return latest;
  }

  /** Hears on the event loop that the latest one changed. */
  void onChange(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public void data(ByteBuf data) {
    String piece = data.toString(StandardCharsets.UTF_8);
    data.release();
    for (int index = 0; index < piece.length(); index++) {
      text.append(piece.charAt(index));
      if (piece.charAt(index) == '}') {
        read(text.toString());
        text.setLength(0);
      } else if (text.length() > LONGEST) {
        text.setLength(0);
      }
    }
  }

  private void read(String object) {
    try {
      JsonNode size = JSON.readTree(object);
      int rows = size.path("Height").asInt();
      int columns = size.path("Width").asInt();
      if (rows > 0 && columns > 0 && rows <= 0xffff && columns <= 0xffff) {
        latest = new TerminalSize(rows, columns);
        listener.run();
      }
    } catch (JsonProcessingException e) {
      // a client's own mistake
    }
  }

  @Override
  public void finished() {}

  @Override
  public void aborted() {}
}
