package dev.hpk.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/** The client's end of a connection takes nothing. */
final class Unflushed extends ChannelOutboundHandlerAdapter {

  @Override
  public void flush(ChannelHandlerContext context) {}
}
