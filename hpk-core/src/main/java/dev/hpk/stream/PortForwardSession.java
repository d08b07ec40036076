package dev.hpk.stream;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections that one client forwards to a pod. Over SPDY each is a pair of streams that the
 * client opens, over a WebSocket a pair of channels for each port that it named.
 */
final class PortForwardSession implements Session, SpdyConnection.Acceptor {

  /** Connections of one client; two streams make one. */
  static final int MOST_FORWARDS = 128;

  static final int MOST_STREAMS = 2 * MOST_FORWARDS;

  private static final Logger LOG = LoggerFactory.getLogger(PortForwardSession.class);
  private static final Duration PAIRING = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Wire wire;
  private final RunningPod pod;
  private final StreamTools tools;
  private final Map<String, Pair> pairs = new HashMap<>();
  private final Set<Forward> forwards = ConcurrentHashMap.newKeySet();
  private boolean closed;
  private boolean told;

  PortForwardSession(Wire wire, RunningPod pod, StreamTools tools) {
    this.wire = wire;
    this.pod = pod;
    this.tools = tools;
  }

  /** On the event loop. */
  void begin() {
    wire.onClose(() -> closed = true);
    lookLater();
  }

  private void lookLater() {
    wire.loop()
        .schedule(
            () -> {
              if (!closed) {
                forwards.forEach(Forward::look);
                lookLater();
              }
            },
            LOOK.toSeconds(),
            TimeUnit.SECONDS);
  }

  @Override
  public boolean accept(int id, ByteStream stream, Map<String, String> headers) {
    String type = headers.getOrDefault("streamtype", "");
    int port = port(headers.getOrDefault("port", ""));
    boolean isError = type.equals("error");
    if (port == 0 || (!isError && !type.equals("data"))) {
      return false;
    }
    // old clients number their pairs by the streams
    String request = headers.getOrDefault("requestid", "#" + (isError ? id : id - 2));
    Pair pair = pairs.get(request);
    if (pair == null) {
      if (isFull()) {
        return false;
      }
      Pair added = new Pair();
      added.expiry =
          wire.loop().schedule(() -> giveUp(request, added), PAIRING.toSeconds(), TimeUnit.SECONDS);
      pairs.put(request, added);
      pair = added;
    }
    if (isError ? pair.error != null : pair.data != null) {
      return false;
    }
    Pair own = pair;
    Feeder feeder = new Feeder(stream).onAbort(() -> giveUp(request, own));
    stream.listen(feeder);
    if (isError) {
      feeder.discard();
      pair.error = stream;
    } else {
      pair.data = stream;
      pair.feeder = feeder;
    }
    if (pair.data == null || pair.error == null || pair.feeder == null) {
      return true;
    }
    pairs.remove(request);
    pair.cancel();
    start(new Forward(pod, port, pair.data, pair.error, pair.feeder, tools), () -> {});
    return true;
  }

  /** Those that the client gave up count until what was begun for them has ended. */
  private boolean isFull() {
    if (forwards.size() + pairs.size() < MOST_FORWARDS) {
      return false;
    }
    if (!told) {
      told = true;
      LOG.atWarn()
          .addKeyValue("pod", pod.label())
          .log("A client wants more than {} connections at once to ports", MOST_FORWARDS);
    }
    return true;
  }

  /** A half that stays alone is reset. */
  private void giveUp(String request, Pair pair) {
    if (pairs.remove(request, pair)) {
      pair.cancel();
      if (pair.data != null) {
        pair.data.reset();
      }
      if (pair.error != null) {
        pair.error.reset();
      }
    }
  }

  /** Opens all at once; ends the connection with the last of them. */
  void forward(List<Integer> ports, WebSocketConnection connection) {
    for (int index = 0; index < ports.size(); index++) {
      int port = ports.get(index);
      ByteStream data = connection.channel(2 * index);
      ByteStream error = connection.channel(2 * index + 1);
      // each channel begins with the port's number
      data.send(Unpooled.buffer(2).writeShortLE(port));
      error.send(Unpooled.buffer(2).writeShortLE(port));
      Feeder feeder = new Feeder(data);
      data.listen(feeder);
      start(new Forward(pod, port, data, error, feeder, tools), this::endIfDone);
    }
  }

  private void endIfDone() {
    if (forwards.isEmpty()) {
      wire.end();
    }
  }

  private void start(Forward forward, Runnable after) {
    forwards.add(forward);
    // the client is told first that its stream is open
    wire.loop().execute(() -> run(forward, after));
  }

  private void run(Forward forward, Runnable after) {
    try {
      tools
          .threads()
          .execute(
              () -> {
                try {
                  forward.run();
                } finally {
                  forwards.remove(forward);
                  after.run();
                }
              });
    } catch (RejectedExecutionException e) {
      forward.refuse("the kubelet stops");
    }
  }

  /** A client of forwarded ports learns enough from the loss of its connection. */
  @Override
  public void fail(String reason) {
    wire.close();
  }

  /**
   * @return 0 when it is none
   */
  static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port <= 0xffff ? port : 0;
  }

  private static final class Pair {
    private @Nullable ByteStream data;
    private @Nullable ByteStream error;
    private @Nullable Feeder feeder;
    private @Nullable Future<?> expiry;

    private void cancel() {
      if (expiry != null) {
        expiry.cancel(false);
      }
    }
  }
}
