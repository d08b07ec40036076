package dev.hpk.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/**
 * Stops reading from a connection while any of its streams cannot take more. Stands before the
 * codec: that of Netty asks for more data by itself after each read, whatever autoRead says.
 */
final class Pauses extends ChannelOutboundHandlerAdapter {

  private final Channel channel;
  private int count;

  Pauses(Channel channel) {
    this.channel = channel;
  }

  void pause() {
    channel.eventLoop().execute(() -> change(1));
  }

  void resume() {
    channel.eventLoop().execute(() -> change(-1));
  }

  private void change(int difference) {
    count += difference;
    channel.config().setAutoRead(count == 0); // reads at once when it was off
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (context.channel().config().isAutoRead()) {
      context.read();
    }
  }
}
