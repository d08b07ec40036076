package dev.hpk.server;

import dev.hpk.access.Access;
import dev.hpk.access.AccessRequest;
import dev.hpk.access.Verdict;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Stands before all routes: a request comes through when its sender is known and may do what it
 * asks for. Called by event loops, and goes on there.
 */
final class Gate implements Consumer<Exchange> {

  private final Access access;
  private final RefusalLog refusals;
  private final Consumer<Exchange> router;

  Gate(Access access, RefusalLog refusals, Consumer<Exchange> router) {
    this.access = access;
    this.refusals = refusals;
    this.router = router;
  }

  @Override
  public void accept(Exchange exchange) {
    if (exchange.unreadable() != null) {
      exchange.onAnswer(status -> refusals.note(exchange, status, "", ""));
      router.accept(exchange);
      return;
    }
    AccessRequest request = request(exchange);
    access
        .decide(request)
        .thenAccept(
            verdict -> {
              if (exchange.channel().eventLoop().inEventLoop()) {
                go(exchange, verdict);
                return;
              }
              exchange.channel().eventLoop().execute(() -> go(exchange, verdict));
            });
  }

  private void go(Exchange exchange, Verdict verdict) {
    exchange.onAnswer(status -> refusals.note(exchange, status, verdict.user(), verdict.reason()));
    if (!exchange.isOpen()) {
      return;
    }
    switch (verdict.decision()) {
      case ALLOWED -> RequestHandler.serve(exchange, router);
      case UNAUTHORIZED -> refuse(exchange, HttpResponseStatus.UNAUTHORIZED, verdict);
      case FORBIDDEN -> refuse(exchange, HttpResponseStatus.FORBIDDEN, verdict);
      case FAILED -> refuse(exchange, HttpResponseStatus.INTERNAL_SERVER_ERROR, verdict);
    }
  }

  private static void refuse(Exchange exchange, HttpResponseStatus status, Verdict verdict) {
    exchange.answer(status, Exchange.TEXT, verdict.text().getBytes(StandardCharsets.UTF_8));
  }

  /** The header is taken away, so that nothing behind the gate can show or keep a token. */
  private static AccessRequest request(Exchange exchange) {
    FullHttpRequest request = exchange.request();
    String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    request.headers().remove(HttpHeaderNames.AUTHORIZATION);
    return new AccessRequest(
        exchange.method().name(),
        exchange.parsed().path(),
        certificates(exchange.channel()),
        authorization);
  }

  private static List<X509Certificate> certificates(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return List.of();
    }
    try {
      Certificate[] chain = tls.engine().getSession().getPeerCertificates();
      return Stream.of(chain).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }
}
