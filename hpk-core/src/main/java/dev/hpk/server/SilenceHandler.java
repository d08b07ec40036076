package dev.hpk.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/** Closes a connection that was silent for longer than it may be. */
final class SilenceHandler extends ChannelInboundHandlerAdapter {

  private static final String TIMER = "idle";

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.pipeline().addFirst(TIMER, timer(Silence.USUAL));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      context.close();
      return;
    }
    if (event instanceof Silence silence) {
      context.pipeline().replace(TIMER, TIMER, timer(silence));
      return;
    }
    context.fireUserEventTriggered(event);
  }

  /** Progress of a large write counts, too. */
  private static IdleStateHandler timer(Silence silence) {
    return new IdleStateHandler(true, 0, 0, silence.limit().toSeconds(), TimeUnit.SECONDS);
  }
}
