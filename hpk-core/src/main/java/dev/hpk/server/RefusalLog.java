package dev.hpk.server;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the operator who was not served. The same refusal is told once a minute, and of all
 * together only so many: whoever knocks on the port must not be able to fill a disk.
 */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final Set<HttpResponseStatus> TOLD =
      Set.of(
          HttpResponseStatus.UNAUTHORIZED,
          HttpResponseStatus.FORBIDDEN,
          HttpResponseStatus.NOT_FOUND,
          HttpResponseStatus.REQUEST_URI_TOO_LONG,
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
          HttpResponseStatus.TOO_MANY_REQUESTS);
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MOST = 100;
  private static final int LONGEST = 200;

  private final Clock clock;
  private final Cache<Refused, Boolean> told =
      CacheBuilder.newBuilder().expireAfterWrite(PERIOD).maximumSize(MOST).build();
  private Instant periodEnd = Instant.MIN;
  private int lines;
  private long unreported;

  private record Refused(int status, String user, String client, String request) {}

  RefusalLog(Clock clock) {
    this.clock = clock;
  }

  /**
   * Tells of an answer, if it is a refusal.
   *
   * @param user empty when it is not known
   * @param reason empty when the status says all
   */
  void note(Exchange exchange, HttpResponseStatus status, String user, String reason) {
    boolean failed = status.equals(HttpResponseStatus.INTERNAL_SERVER_ERROR) && !reason.isEmpty();
    if (!TOLD.contains(status) && !failed) {
      return;
    }
    Refused refused =
        new Refused(
            status.code(),
            printable(user),
            client(exchange.channel().remoteAddress()),
            printable(exchange.method() + " " + exchange.target().split("[?#]", 2)[0]));
    long left = take(refused);
    if (left < 0) {
      return;
    }
    boolean missing = status.equals(HttpResponseStatus.NOT_FOUND);
    LOG.atLevel(missing ? Level.INFO : Level.WARN)
        .addKeyValue("status", refused.status())
        .addKeyValue("user", refused.user().isEmpty() ? "unknown" : refused.user())
        .addKeyValue("client", refused.client())
        .addKeyValue("request", refused.request())
        .addKeyValue("reason", reason.isEmpty() ? status.reasonPhrase() : printable(reason))
        .addKeyValue("unreported", left)
        .log("A request was refused");
  }

  /** How many were not told since the last one that was; -1 when this one is not told either. */
  private synchronized long take(Refused refused) {
    if (told.asMap().putIfAbsent(refused, true) != null) {
      unreported++;
      return -1;
    }
    Instant now = clock.instant();
    if (!now.isBefore(periodEnd)) {
      periodEnd = now.plus(PERIOD);
      lines = 0;
    }
    if (lines >= MOST) {
      unreported++;
      return -1;
    }
    lines++;
    long left = unreported;
    unreported = 0;
    return left;
  }

  private static String client(SocketAddress address) {
    return address instanceof InetSocketAddress socket && socket.getAddress() != null
        ? socket.getAddress().getHostAddress()
        : String.valueOf(address);
  }

  /** A client must not be able to write lines of its own into the log. */
  private static String printable(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
