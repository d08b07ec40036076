package dev.hpk.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.base64.Base64;
import io.netty.handler.codec.base64.Base64Dialect;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams over a WebSocket: the first byte of a message is its channel's number (apimachinery
 * wsstream). In the base64 form it is a digit, and the rest is base64 in a text message.
 */
final class WebSocketConnection extends Connection<WebSocketFrame> {

  /** In version 5 this channel carries the number of one that the client closes. */
  private static final int CLOSE = 255;

  private final boolean base64;
  private final boolean closes;
  private final List<Channel> channels = new ArrayList<>();
  private int current = -1;
  private boolean said;

  /**
   * @param base64 whether messages are text
   * @param closes whether the client can close its direction of a channel (version 5)
   */
  WebSocketConnection(Pauses pauses, int count, boolean base64, boolean closes) {
    super(WebSocketFrame.class, pauses);
    this.base64 = base64;
    this.closes = closes;
    for (int number = 0; number < count; number++) {
      channels.add(new Channel(number));
    }
  }

  ByteStream channel(int number) {
    return channels.get(number);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext reader, WebSocketFrame frame) {
    if (frame instanceof PingWebSocketFrame) {
      pong(new PongWebSocketFrame(frame.content().retain()));
    } else if (frame instanceof CloseWebSocketFrame) {
      close(WebSocketCloseStatus.NORMAL_CLOSURE);
    } else if (frame instanceof ContinuationWebSocketFrame) {
      received(current, frame.content().retain());
    } else if (frame instanceof BinaryWebSocketFrame || frame instanceof TextWebSocketFrame) {
      message(frame.content());
    }
  }

  private void message(ByteBuf content) {
    if (!content.isReadable()) {
      return;
    }
    if (base64) {
      current = content.readByte() - '0';
      received(current, Base64.decode(content, Base64Dialect.STANDARD));
      return;
    }
    current = content.readUnsignedByte();
    if (closes && current == CLOSE) {
      if (content.isReadable()) {
        finished(content.readUnsignedByte());
      }
      return;
    }
    received(current, content.retain());
  }

  private void received(int number, ByteBuf data) {
    if (number < 0 || number >= channels.size()) {
      data.release();
      return;
    }
    Channel channel = channels.get(number);
    if (channel.ended) {
      data.release();
      return;
    }
    channel.incoming.data(data);
  }

  private void finished(int number) {
    if (number < channels.size()) {
      channels.get(number).ended = true;
      channels.get(number).incoming.finished();
    }
  }

  @Override
  void abortAll() {
    channels.forEach(Channel::aborted);
  }

  /** A WebSocket's end is a message. */
  @Override
  public void end() {
    loop()
        .execute(
            () -> {
              if (!said) {
                said = true;
                context()
                    .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
              }
            });
    super.end();
  }

  private void close(WebSocketCloseStatus status) {
    if (said) {
      close();
      return;
    }
    said = true;
    context().writeAndFlush(new CloseWebSocketFrame(status)).addListener(sent -> close());
  }

  private final class Channel extends ReadStream {

    private final int number;
    private boolean ended;

    Channel(int number) {
      this.number = number;
    }

    @Override
    public ChannelFuture send(ByteBuf data) {
      if (base64) {
        ByteBuf text = Base64.encode(data, false, Base64Dialect.STANDARD);
        data.release();
        ByteBuf head = Unpooled.buffer(1).writeByte('0' + number);
        return context().writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(head, text)));
      }
      ByteBuf head = Unpooled.buffer(1).writeByte(number);
      return context().writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(head, data)));
    }

    /** There is no way to say it: a client learns it from the end of the connection. */
    @Override
    public void finish() {}

    @Override
    public void reset() {
      loop().execute(this::aborted);
    }
  }
}
