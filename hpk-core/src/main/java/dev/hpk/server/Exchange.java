package dev.hpk.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and the way of its answer. Either {@link #answer} or {@link #begin}, {@link #write}
 * and {@link #end}; from any thread, but from one at a time.
 */
final class Exchange {

  static final String TEXT = "text/plain; charset=utf-8";
  private static final String ACCEPTED = "X-Accepted-Stream-Protocol-Versions";
  static final String JSON = "application/json";

  private final Channel channel;
  private final FullHttpRequest request;
  private final Runnable finished;
  private final HttpMethod method;
  private final String target;
  private final boolean keepAlive;
  private final boolean chunked;
  private final @Nullable Throwable unreadable;
  private final Target parsed;
  private volatile Runnable listener = () -> {};
  private volatile Consumer<HttpResponseStatus> witness = status -> {};

  /**
   * @param finished called on the event loop when the whole answer was handed to the connection and
   *     the connection stays open
   */
  Exchange(Channel channel, FullHttpRequest request, Runnable finished) {
    this.channel = channel;
    this.request = request;
    this.finished = finished;
    this.method = request.method();
    this.target = request.uri();
    this.parsed = Target.of(target);
    this.unreadable = request.decoderResult().cause();
    this.chunked = request.protocolVersion().compareTo(HttpVersion.HTTP_1_0) > 0;
    this.keepAlive = chunked && unreadable == null && HttpUtil.isKeepAlive(request);
  }

  Channel channel() {
    return channel;
  }

  /** For an upgrade, which needs the headers. */
  FullHttpRequest request() {
    return request;
  }

  HttpMethod method() {
    return method;
  }

  /**
   * Lets nothing through but GET.
   *
   * @throws Refusal for other methods
   */
  void requireGet() {
    if (!method.equals(HttpMethod.GET)) {
      throw Refusal.methodNotAllowed();
    }
  }

  /** Path and query as they came. */
  String target() {
    return target;
  }

  /** Path and query as whoever decides about the request and whoever serves it read them. */
  Target parsed() {
    return parsed;
  }

  /** Why the request could not be read; null when it could. */
  @Nullable Throwable unreadable() {
    return unreadable;
  }

  void fail(HttpResponseStatus status, String text) {
    answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Answers that an upgrade is not possible.
   *
   * @param accepted the protocols that are
   */
  void refuse(HttpResponseStatus status, String text, List<String> accepted) {
    answer(
        status,
        TEXT,
        (text + "\n").getBytes(StandardCharsets.UTF_8),
        response -> accepted.forEach(one -> response.headers().add(ACCEPTED, one)));
  }

  void answer(HttpResponseStatus status, String contentType, byte[] body) {
    answer(status, contentType, body, response -> {});
  }

  private void answer(
      HttpResponseStatus status, String contentType, byte[] body, Consumer<HttpResponse> change) {
    witness.accept(status);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    HttpUtil.setContentLength(response, body.length);
    if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
    }
    change.accept(response);
    finish(channel.writeAndFlush(prepared(response, contentType)));
  }

  /** Sends the headers at once, so that the client knows it is served before any data comes. */
  void begin(String contentType) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    HttpUtil.setTransferEncodingChunked(response, chunked);
    channel.writeAndFlush(prepared(response, contentType));
  }

  /** Sends data, of which it takes the ownership. */
  void write(ByteBuf data) {
    channel.writeAndFlush(new DefaultHttpContent(data));
  }

  void end() {
    finish(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
  }

  /** Breaks off an answer that has begun: the client sees that it is not whole. */
  void abort() {
    channel.close();
  }

  boolean isOpen() {
    return channel.isActive();
  }

  /** Whether the client takes what is sent; when not, {@link #onChange} tells of the change. */
  boolean isWritable() {
    return channel.isWritable();
  }

  /** How long the connection may be silent, until the end of this answer. */
  void allowSilence(Silence silence) {
    channel.pipeline().fireUserEventTriggered(silence);
  }

  /** Hears on the event loop when the client takes data again, and when it has left. */
  void onChange(Runnable newListener) {
    listener = newListener;
  }

  /** Hears, before it is sent, with which status the request is answered as a whole. */
  void onAnswer(Consumer<HttpResponseStatus> newWitness) {
    witness = newWitness;
  }

  void changed() {
    listener.run();
  }

  private <T extends HttpResponse> T prepared(T response, String contentType) {
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    response.headers().set("X-Content-Type-Options", "nosniff");
    HttpUtil.setKeepAlive(response, keepAlive);
    return response;
  }

  private void finish(ChannelFuture lastWrite) {
    lastWrite.addListener(
        keepAlive ? (ChannelFutureListener) sent -> finished.run() : ChannelFutureListener.CLOSE);
  }
}
