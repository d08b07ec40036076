package dev.hpk.stream;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.hpk.api.CommandRunner;
import dev.hpk.process.ProcessStarter;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves exec and port-forward. Made and closed by the owner of the kubelet port, on whose event
 * loops its other methods are called.
 */
public final class Streams implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  /** As a kubelet's stream creation timeout. */
  private static final Duration CREATION = Duration.ofSeconds(30);

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** What ends commands on other hosts may take as long as a way there. */
  private static final Duration SWEEPS = Duration.ofSeconds(15);

  private static final int MOST_SESSIONS = 256;
  private static final int MOST_EXEC_STREAMS = 8;
  private static final int MOST_PORTS = 64;

  private final StreamTools tools;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * @param entrance the ways into pods
   */
  public Streams(Entrance entrance, ProcessStarter processes, CommandRunner commands) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(named("hpk-stream-timer-%d"));
    this.tools =
        new StreamTools(
            entrance,
            processes,
            commands,
            Executors.newCachedThreadPool(named("hpk-stream-%d")),
            timer);
  }

  /**
   * Answers with an upgrade and runs a command.
   *
   * @throws UpgradeRefusedException when the answer is to be an error instead
   */
  public void exec(Channel channel, FullHttpRequest http, RunningPod pod, ExecRequest request)
      throws UpgradeRefusedException {
    Negotiation agreed = Negotiation.forCommand(http);
    take();
    Pauses pauses = new Pauses(channel);
    ExitReport report = new ExitReport(agreed.hasStatus());
    if (agreed.webSocket()) {
      WebSocketConnection connection =
          new WebSocketConnection(pauses, 5, agreed.isBase64(), agreed.closesChannels());
      Upgrade.toWebSocket(channel, http, agreed.name(), pauses, connection);
      connection.onClose(connections::decrementAndGet);
      greet(connection, request);
      begin(connection, streams(connection, request), report, pod, request);
      return;
    }
    SpdyConnection connection = new SpdyConnection(pauses, MOST_EXEC_STREAMS);
    ExecStreamCollector collector =
        new ExecStreamCollector(
            request,
            agreed.canResize(),
            complete -> begin(connection, complete, report, pod, request));
    connection.acceptor(collector);
    Upgrade.toSpdy(channel, agreed.name(), pauses, connection);
    connection.onClose(connections::decrementAndGet);
    connection
        .loop()
        .schedule(
            () -> {
              if (!collector.isComplete()) {
                connection.close();
              }
            },
            CREATION.toSeconds(),
            TimeUnit.SECONDS);
  }

  /**
   * Answers with an upgrade and connects to ports.
   *
   * @param ports those that a client over a WebSocket names; others name each with its streams
   * @throws UpgradeRefusedException when the answer is to be an error instead
   */
  public void portForward(Channel channel, FullHttpRequest http, RunningPod pod, List<String> ports)
      throws UpgradeRefusedException {
    Negotiation agreed = Negotiation.forPorts(http);
    List<Integer> numbers = agreed.webSocket() ? numbers(ports) : List.of();
    take();
    Pauses pauses = new Pauses(channel);
    if (agreed.webSocket()) {
      WebSocketConnection connection =
          new WebSocketConnection(pauses, 2 * numbers.size(), agreed.isBase64(), false);
      Upgrade.toWebSocket(channel, http, agreed.name(), pauses, connection);
      PortForwardSession session = new PortForwardSession(connection, pod, tools);
      serve(connection, session, pod);
      session.forward(numbers, connection);
      return;
    }
    SpdyConnection connection = new SpdyConnection(pauses, PortForwardSession.MOST_STREAMS);
    PortForwardSession session = new PortForwardSession(connection, pod, tools);
    connection.acceptor(session);
    Upgrade.toSpdy(channel, agreed.name(), pauses, connection);
    serve(connection, session, pod);
  }

  private void serve(Connection<?> connection, PortForwardSession session, RunningPod pod) {
    connection.onClose(connections::decrementAndGet);
    keep(connection, session);
    session.begin();
    LOG.atInfo().addKeyValue("pod", pod.label()).log("Ports are forwarded");
  }

  private static List<Integer> numbers(List<String> ports) throws UpgradeRefusedException {
    List<Integer> numbers = ports.stream().map(PortForwardSession::port).toList();
    if (numbers.isEmpty()) {
      throw new UpgradeRefusedException(
          HttpResponseStatus.BAD_REQUEST, "query parameter \"port\" is required");
    }
    if (numbers.contains(0) || numbers.size() > MOST_PORTS) {
      throw new UpgradeRefusedException(
          HttpResponseStatus.BAD_REQUEST,
          "query parameter \"port\" is not 1 to %d ports of 1 to 65535: %s"
              .formatted(MOST_PORTS, ports));
    }
    return numbers;
  }

  /** The first message tells clients that the channels are there. */
  private static void greet(WebSocketConnection connection, ExecRequest request) {
    int first = request.stdout() ? 1 : request.stderr() ? 2 : 3;
    connection.channel(first).send(Unpooled.EMPTY_BUFFER);
  }

  private static ExecStreams streams(WebSocketConnection connection, ExecRequest request) {
    Feeder stdin = null;
    if (request.stdin()) {
      stdin = new Feeder(connection.channel(0));
      connection.channel(0).listen(stdin);
    }
    Sizes sizes = null;
    if (request.terminal()) {
      sizes = new Sizes();
      connection.channel(4).listen(sizes);
    }
    return new ExecStreams(
        stdin,
        request.stdout() ? connection.channel(1) : null,
        request.stderr() ? connection.channel(2) : null,
        connection.channel(3),
        sizes);
  }

  private void begin(
      Connection<?> connection,
      ExecStreams streams,
      ExitReport report,
      RunningPod pod,
      ExecRequest request) {
    ExecSession session = new ExecSession(connection, streams, report, pod, request, tools);
    keep(connection, session);
    LOG.atInfo()
        .addKeyValue("pod", pod.label())
        .addKeyValue("container", request.container())
        .log("A command is run in a container");
    connection.loop().execute(session::begin);
  }

  private void keep(Connection<?> connection, Session session) {
    sessions.add(session);
    connection.onClose(() -> sessions.remove(session));
    connection.onIdle(
        () -> {
          session.fail("nothing came or went for " + Upgrade.IDLE.toHours() + " hours");
          connection.close();
        });
  }

  private void take() throws UpgradeRefusedException {
    if (connections.incrementAndGet() > MOST_SESSIONS) {
      connections.decrementAndGet();
      throw new UpgradeRefusedException(
          HttpResponseStatus.TOO_MANY_REQUESTS,
          "more than " + MOST_SESSIONS + " sessions are open at this kubelet");
    }
  }

  /** How many connections are open. */
  public int open() {
    return connections.get();
  }

  /**
   * Tells every client that its session ends, and ends it. The connections are the caller's to
   * close.
   */
  @Override
  public void close() {
    List<Session> open = List.copyOf(sessions);
    open.forEach(session -> session.fail("the kubelet stops"));
    long deadline = System.nanoTime() + FAREWELL.toNanos();
    try {
      while (!sessions.isEmpty() && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      tools.timer().shutdown();
      tools.threads().shutdown();
      tools.threads().awaitTermination(SWEEPS.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tools.threads().shutdownNow();
  }

  private static ThreadFactory named(String format) {
    return new ThreadFactoryBuilder().setNameFormat(format).setDaemon(true).build();
  }
}
