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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What each connection is made of: TLS, HTTP 1.1, limits, and the requests. */
final class ConnectionSetup extends ChannelInitializer<SocketChannel> {

  private static final int MOST_CONNECTIONS = 1024;

  /** The whole command of an exec stands in it. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final int MOST_HEADERS = 64 << 10;
  private static final int MOST_BODY = 64 << 10;
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final Supplier<SslContext> tls;
  private final ChannelGroup connections;
  private final Consumer<Exchange> router;

  /**
   * @param connections every connection that is open; a further one than may be is closed at once
   */
  ConnectionSetup(Supplier<SslContext> tls, ChannelGroup connections, Consumer<Exchange> router) {
    this.tls = tls;
    this.connections = connections;
    this.router = router;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (connections.size() >= MOST_CONNECTIONS) {
      channel.close();
      return;
    }
    connections.add(channel);
    SslHandler handler = tls.get().newHandler(channel.alloc());
    handler.setHandshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(handler);
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
