package dev.hpk.stream;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** A request for streams that is not served; the message is the answer's text. */
public final class UpgradeRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient HttpResponseStatus status;
  private final transient List<String> accepted;

  UpgradeRefusedException(HttpResponseStatus status, String text) {
    this(status, text, List.of());
  }

  UpgradeRefusedException(HttpResponseStatus status, String text, List<String> accepted) {
    super(text, null, false, false);
    this.status = status;
    this.accepted = List.copyOf(accepted);
  }

  public HttpResponseStatus status() {
    return status;
  }

  /** The protocols that would have been acceptable, for the answer's headers. */
  public List<String> accepted() {
    return accepted;
  }
}
