package dev.hpk.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches requests that are not whole yet: each has its time, however slowly it comes, and all
 * together have their room. Stands before the HTTP codec; gone after an upgrade.
 */
final class RequestIntake extends ChannelInboundHandlerAdapter {

  /** As a kubelet gives the headers of a request. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What all connections together may hold of requests that are not whole. */
  static final long MOST_OF_ALL = 64 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);

  private final AtomicLong all;
  private long own;
  private @Nullable Future<?> deadline;

  /**
   * @param all counts the bytes of all connections
   */
  RequestIntake(AtomicLong all) {
    this.all = all;
  }

  /** A request has come whole. */
  void met() {
    all.addAndGet(-own);
    own = 0;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      own += bytes.readableBytes();
      if (all.addAndGet(bytes.readableBytes()) > MOST_OF_ALL) {
        bytes.release();
        refuse(context, HttpResponseStatus.TOO_MANY_REQUESTS);
        return;
      }
      if (deadline == null) {
        deadline =
            context
                .executor()
                .schedule(
                    () -> refuse(context, HttpResponseStatus.REQUEST_TIMEOUT),
                    PATIENCE.toSeconds(),
                    TimeUnit.SECONDS);
      }
    }
    context.fireChannelRead(message);
  }

  /** What is under way may be an answer: then the connection just ends. */
  private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
    LOG.atInfo()
        .addKeyValue("client", context.channel().remoteAddress())
        .addKeyValue("status", status.code())
        .log("A request that did not come whole is given up");
    RequestHandler requests = context.pipeline().get(RequestHandler.class);
    if (requests == null || requests.isBusy()) {
      context.close();
      return;
    }
    DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
    context.channel().writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    met();
  }
}
