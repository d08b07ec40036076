package dev.hpk.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Turns an HTTP connection into one of streams, on its event loop. */
final class Upgrade {

  /** As a kubelet's --streaming-connection-idle-timeout. */
  static final Duration IDLE = Duration.ofHours(4);

  /** Some clients send all they have in one frame. */
  private static final int LARGEST_FRAME = 64 << 20;

  private Upgrade() {}

  /** Answers 101 and speaks SPDY from then on. */
  static void toSpdy(Channel channel, String protocol, Pauses pauses, SpdyConnection connection) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    response
        .headers()
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, Negotiation.SPDY)
        .set(Negotiation.VERSION_HEADER, protocol);
    channel.writeAndFlush(response);
    ChannelPipeline pipeline = channel.pipeline();
    removeAllBut(pipeline, List.of(SslHandler.class, HttpServerCodec.class));
    pipeline.addLast(pauses, new SpdyFramer());
    add(pipeline, connection);
    pipeline.remove(HttpServerCodec.class);
  }

  /** Answers the handshake of a WebSocket. */
  static void toWebSocket(
      Channel channel,
      FullHttpRequest request,
      String protocol,
      Pauses pauses,
      WebSocketConnection connection) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshaker13(
            "",
            protocol.isEmpty() ? null : protocol,
            WebSocketDecoderConfig.newBuilder()
                .allowExtensions(false)
                .maxFramePayloadLength(LARGEST_FRAME)
                .build());
    ChannelPipeline pipeline = channel.pipeline();
    removeAllBut(
        pipeline, List.of(SslHandler.class, HttpServerCodec.class, HttpObjectAggregator.class));
    handshaker.handshake(channel, request);
    pipeline.addLast(pauses);
    add(pipeline, connection);
  }

  static boolean isKnownVersion(FullHttpRequest request) {
    return WebSocketVersion.V13
        .toHttpHeaderValue()
        .equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
  }

  private static void add(ChannelPipeline pipeline, Connection<?> connection) {
    pipeline.addLast(new IdleStateHandler(true, 0, 0, IDLE.toSeconds(), TimeUnit.SECONDS));
    pipeline.addLast(connection);
  }

  private static void removeAllBut(
      ChannelPipeline pipeline, List<Class<? extends ChannelHandler>> kept) {
    List.copyOf(pipeline.toMap().values()).stream()
        .filter(handler -> kept.stream().noneMatch(type -> type.isInstance(handler)))
        .forEach(pipeline::remove);
  }
}
