package dev.hpk.server;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What each connection is made of: TLS, HTTP 1.1, limits, and the requests. */
final class ConnectionSetup extends ChannelInitializer<SocketChannel> {

  private static final int MOST_CONNECTIONS = 1024;

  /** Of one address: often all come from the API server, but others are not locked out. */
  private static final int MOST_OF_ONE = 768;

  /** The whole command of an exec stands in it. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final int MOST_HEADERS = 64 << 10;
  private static final int MOST_BODY = 64 << 10;
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final Supplier<SslContext> tls;
  private final ChannelGroup connections;
  private final Consumer<Exchange> router;
  private final Visitors visitors = new Visitors(MOST_CONNECTIONS, MOST_OF_ONE);
  private final AtomicLong unfinished = new AtomicLong();

  /**
   * @param connections gets every connection; one too many is closed at once
   */
  ConnectionSetup(Supplier<SslContext> tls, ChannelGroup connections, Consumer<Exchange> router) {
    this.tls = tls;
    this.connections = connections;
    this.router = router;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    InetSocketAddress remote = channel.remoteAddress();
    if (remote == null || !visitors.enter(remote.getAddress())) {
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> visitors.leave(remote.getAddress()));
    connections.add(channel);
    SslHandler handler = tls.get().newHandler(channel.alloc());
    handler.setHandshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(handler);
    pipeline.addLast(new RequestIntake(unfinished));
    pipeline.addLast(
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(MOST_HEADERS)));
    pipeline.addLast(new HttpObjectAggregator(MOST_BODY, true));
    pipeline.addLast(new SilenceHandler());
    pipeline.addLast(new RequestHandler(router));
  }
}
