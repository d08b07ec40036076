package dev.hpk.stream;

import com.google.common.base.Splitter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/**
 * The protocol in which a client and the kubelet agree to speak (apimachinery util/httpstream
 * Handshake, apiserver util/wsstream).
 *
 * @param webSocket whether over a WebSocket; else SPDY/3.1
 * @param name the first of the client's that is served
 */
record Negotiation(boolean webSocket, String name) {

  static final String SPDY = "SPDY/3.1";
  static final String VERSION_HEADER = "X-Stream-Protocol-Version";

  private static final List<String> SPDY_COMMANDS =
      List.of("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");
  private static final List<String> SOCKET_COMMANDS =
      List.of(
          "v5.channel.k8s.io",
          "v4.channel.k8s.io",
          "v4.base64.channel.k8s.io",
          "channel.k8s.io",
          "base64.channel.k8s.io");
  private static final List<String> SPDY_PORTS = List.of("portforward.k8s.io");
  private static final List<String> SOCKET_PORTS =
      List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io");

  /** For exec and attach. */
  static Negotiation forCommand(FullHttpRequest request) throws UpgradeRefusedException {
    return of(request, SPDY_COMMANDS, SOCKET_COMMANDS);
  }

  /** For port-forward. */
  static Negotiation forPorts(FullHttpRequest request) throws UpgradeRefusedException {
    return of(request, SPDY_PORTS, SOCKET_PORTS);
  }

  private static Negotiation of(
      FullHttpRequest request, List<String> overSpdy, List<String> overSocket)
      throws UpgradeRefusedException {
    HttpHeaders headers = request.headers();
    boolean upgrades = headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true);
    if (upgrades && headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
      return overSocket(request, overSocket);
    }
    if (!upgrades || !headers.containsValue(HttpHeaderNames.UPGRADE, SPDY, true)) {
      throw new UpgradeRefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "unable to upgrade: missing upgrade headers in request: wanted Connection: Upgrade and"
              + " Upgrade: SPDY/3.1 or websocket");
    }
    List<String> offered = words(headers.getAll(VERSION_HEADER));
    if (offered.isEmpty()) {
      throw new UpgradeRefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "unable to upgrade: " + VERSION_HEADER + " header is required");
    }
    for (String one : offered) {
      if (overSpdy.contains(one)) {
        return new Negotiation(false, one);
      }
    }
    throw new UpgradeRefusedException(
        HttpResponseStatus.FORBIDDEN,
        "unable to upgrade: unable to negotiate protocol: client supports "
            + offered
            + ", server accepts "
            + overSpdy,
        overSpdy);
  }

  private static Negotiation overSocket(FullHttpRequest request, List<String> served)
      throws UpgradeRefusedException {
    boolean isPlain =
        request.method().equals(HttpMethod.GET)
            && Upgrade.isKnownVersion(request)
            && request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (!isPlain) {
      throw new UpgradeRefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "unable to upgrade: a WebSocket begins with GET, a key and version 13");
    }
    List<String> offered = words(request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
    if (offered.isEmpty()) {
      return new Negotiation(true, "");
    }
    for (String one : offered) {
      if (served.contains(one)) {
        return new Negotiation(true, one);
      }
    }
    throw new UpgradeRefusedException(
        HttpResponseStatus.FORBIDDEN,
        "unable to upgrade: the WebSocket offers " + offered + ", accepted are " + served);
  }

  private static List<String> words(List<String> values) {
    return values.stream()
        .flatMap(Splitter.on(',').trimResults().omitEmptyStrings()::splitToStream)
        .toList();
  }

  boolean isBase64() {
    return name.contains("base64.");
  }

  /** Whether the client can close its direction of a channel of a WebSocket. */
  boolean closesChannels() {
    return webSocket && name.startsWith("v5.");
  }

  /** Whether the error stream carries a Status rather than a text. */
  boolean hasStatus() {
    return name.startsWith("v4.") || name.startsWith("v5.");
  }

  boolean canResize() {
    return hasStatus() || name.startsWith("v3.") || webSocket;
  }
}
