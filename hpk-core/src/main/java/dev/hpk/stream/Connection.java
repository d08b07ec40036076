package dev.hpk.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What connections of both protocols have in common. Lives on its event loop. */
abstract class Connection<M> extends SimpleChannelInboundHandler<M> implements Wire {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How long a client may take to close after everything was said. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Answers that a client may leave untaken. */
  private static final int MOST_ANSWERS = 1024;

  private static final int MOST_PONGS = 64;

  private final Pauses pauses;
  private final List<Runnable> closeListeners = new ArrayList<>();
  private Runnable idleListener = this::close;
  private boolean closed;
  private int untaken;
  private @Nullable ChannelHandlerContext context;

  Connection(Class<? extends M> messages, Pauses pauses) {
    super(messages);
    this.pauses = pauses;
  }

  /** Ends all streams: the connection is gone. */
  abstract void abortAll();

  /** Called before any stream is used. */
  @Override
  public final void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  final ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException("the connection is not set up");
    }
    return known;
  }

  @Override
  public final EventExecutor loop() {
    return context().executor();
  }

  @Override
  public final void onClose(Runnable listener) {
    loop()
        .execute(
            () -> {
              if (closed) {
                listener.run();
                return;
              }
              closeListeners.add(listener);
            });
  }

  /** What to do instead of closing when nothing came or went for longer than it may. */
  final void onIdle(Runnable listener) {
    idleListener = listener;
  }

  /** Answers what a client can send without end. One that takes no answers is left. */
  final void answer(Object message) {
    untaken++;
    if (untaken == MOST_ANSWERS) {
      LOG.atWarn()
          .addKeyValue("client", context().channel().remoteAddress())
          .log("A client that asks and takes no answers is left");
      close();
    }
    context().writeAndFlush(message).addListener(sent -> untaken--);
  }

  /** Of many pings that were not answered yet, no more are: the client sees those that are. */
  final void pong(Object message) {
    if (untaken < MOST_PONGS) {
      answer(message);
      return;
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void end() {
    loop().schedule(this::close, PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public final void close() {
    context().close();
  }

  @Override
  public final void channelInactive(ChannelHandlerContext left) {
    closed = true;
    abortAll();
    closeListeners.forEach(Runnable::run);
    closeListeners.clear();
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext told, Object event) {
    if (event instanceof IdleStateEvent) {
      idleListener.run();
      return;
    }
    told.fireUserEventTriggered(event);
  }

  /** The codec discards everything after an error, without a word. */
  @Override
  public final void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
    LOG.atDebug()
        .addKeyValue("client", failed.channel().remoteAddress())
        .setCause(cause)
        .log("A connection of streams failed");
    failed.close();
  }

  /** The side of a stream that the client writes to. */
  abstract class ReadStream implements ByteStream {

    Incoming incoming = Incoming.NOBODY;

    final void aborted() {
      Incoming listener = incoming;
      incoming = Incoming.NOBODY;
      listener.aborted();
    }

    @Override
    public final void listen(Incoming listener) {
      incoming = listener;
    }

    @Override
    public final void pause() {
      pauses.pause();
    }

    @Override
    public final void resume() {
      pauses.resume();
    }
  }
}
