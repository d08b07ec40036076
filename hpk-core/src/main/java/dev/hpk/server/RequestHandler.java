package dev.hpk.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of one connection, one after another. Lives on its event loop. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
  private static final int MOST_WAITING = 4;

  private final Consumer<Exchange> router;
  private final Queue<Exchange> waiting = new ArrayDeque<>();
  private @Nullable Exchange current;
  private @Nullable ChannelHandlerContext context;

  RequestHandler(Consumer<Exchange> router) {
    this.router = router;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext reader, FullHttpRequest request) {
    RequestIntake intake = reader.pipeline().get(RequestIntake.class);
    if (intake != null) {
      intake.met();
    }
    Exchange exchange = new Exchange(reader.channel(), request, this::next);
    if (current == null) {
      serve(exchange);
      return;
    }
    if (waiting.size() == MOST_WAITING) {
      reader.close();
      return;
    }
    waiting.add(exchange);
  }

  /** Whether an answer is under way. */
  boolean isBusy() {
    return current != null;
  }

  private void serve(Exchange exchange) {
    current = exchange;
    serve(exchange, router);
  }

  /** A defect of a route costs one answer, not the connection. */
  static void serve(Exchange exchange, Consumer<Exchange> router) {
    try {
      router.accept(exchange);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("request", exchange.target()).setCause(e).log("A request failed");
      exchange.fail(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
    }
  }

  private void next() {
    current = null;
    if (context != null) {
      context.pipeline().fireUserEventTriggered(Silence.USUAL);
    }
    Exchange exchange = waiting.poll();
    if (exchange != null) {
      serve(exchange);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    tell();
  }

  @Override
  public void channelInactive(ChannelHandlerContext left) {
    waiting.clear();
    tell();
  }

  private void tell() {
    if (current != null) {
      current.changed();
    }
  }

  /** A client that breaks off, or speaks no TLS, is no event for an operator. */
  @Override
  public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
    LOG.atDebug()
        .addKeyValue("client", failed.channel().remoteAddress())
        .setCause(cause)
        .log("A connection failed");
    failed.close();
  }
}
