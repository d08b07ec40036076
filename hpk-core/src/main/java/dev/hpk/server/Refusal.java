package dev.hpk.server;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that is not served; the message is the answer's text. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient HttpResponseStatus status;

  Refusal(HttpResponseStatus status, String text) {
    super(text, null, false, false);
    this.status = status;
  }

  static Refusal badRequest(String text) {
    return new Refusal(HttpResponseStatus.BAD_REQUEST, text);
  }

  static Refusal notFound(String text) {
    return new Refusal(HttpResponseStatus.NOT_FOUND, text);
  }

  static Refusal methodNotAllowed() {
    return new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "405: Method Not Allowed");
  }

  void answer(Exchange exchange) {
    exchange.fail(status, String.valueOf(getMessage()));
  }
}
