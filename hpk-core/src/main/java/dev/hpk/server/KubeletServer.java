package dev.hpk.server;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.hpk.access.Access;
import dev.hpk.api.HpkException;
import dev.hpk.certificate.CertificateSource;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.stats.Pages;
import dev.hpk.stream.Streams;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet port: HTTPS for the API server and its clients. Started once and closed once, by one
 * thread; a constant number of threads serves all connections.
 */
public final class KubeletServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KubeletServer.class);
  private static final int LOOPS = 2;
  private static final int READERS = 4;
  private static final long STOP_SECONDS = 5;
  private static final long RENEWAL_SECONDS = 10;

  private final String bindAddress;
  private final PodSource pods;
  private final WorkDirectory work;
  private final Streams streams;
  private final Access access;
  private final Pages pages;
  private final Clock clock;
  private @Nullable EventLoopGroup loops;
  private final Followers followers = new Followers();
  private final LongAdder logBytes = new LongAdder();
  private @Nullable ExecutorService readers;
  private @Nullable ScheduledExecutorService timer;
  private @Nullable ScheduledExecutorService keeper;
  private @Nullable ChannelGroup connections;
  private @Nullable Channel listener;

  /**
   * @param bindAddress a host name or an IP address of this host; 0.0.0.0 means all
   * @param pods what is served
   * @param work holds the logs, and the certificate where the server makes one
   * @param streams serves exec and its like; closed with the server
   * @param access who may do what
   * @param pages statistics and the like
   * @param clock the time
   */
  public KubeletServer(
      String bindAddress,
      PodSource pods,
      WorkDirectory work,
      Streams streams,
      Access access,
      Pages pages,
      Clock clock) {
    this.bindAddress = bindAddress;
    this.pods = pods;
    this.work = work;
    this.streams = streams;
    this.access = access;
    this.pages = pages;
    this.clock = clock;
  }

  /**
   * Opens the port.
   *
   * @param port 0 means any that is free
   * @param certificates what the port shows of itself
   * @return the port that is open
   * @throws HpkException of kind CONFIGURATION when the port is taken or not allowed, the address
   *     is not this host's, or a file cannot be used
   */
  public synchronized int start(int port, CertificateSource certificates) {
    ServerTls tls = new ServerTls(certificates, access);
    ExecutorService pool = Executors.newFixedThreadPool(READERS, named("hpk-log-reader-%d"));
    readers = pool;
    ScheduledExecutorService looker =
        Executors.newSingleThreadScheduledExecutor(named("hpk-log-follower-%d"));
    timer = looker;
    followers.start(looker);
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(LOOPS, named("hpk-port-%d"), NioIoHandler.newFactory());
    loops = group;
    ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    connections = open;
    Router router =
        new Router(
            List.of(
                new StreamRoutes(pods, streams),
                new ContainerLogs(pods, work, clock, pool, followers, logBytes),
                new PodRoutes(pods, pool),
                new PageRoutes(pages, pool),
                new HealthRoutes(pods::isLooping)),
            new RequestCount(pages.metrics()));
    Gate gate = new Gate(access, new RefusalLog(clock), router);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(new ConnectionSetup(tls, open, gate))
            .bind(bindAddress, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new HpkException(
          HpkException.Kind.CONFIGURATION,
          "server.port cannot be opened: %d on server.bindAddress %s (%s); choose another, or 0 for"
                  .formatted(port, bindAddress, bound.cause().getMessage())
              + " any that is free",
          bound.cause());
    }
    listener = bound.channel();
    ScheduledExecutorService renewer =
        Executors.newSingleThreadScheduledExecutor(named("hpk-certificate-%d"));
    keeper = renewer;
    renewer.scheduleWithFixedDelay(tls::refresh, 0, RENEWAL_SECONDS, TimeUnit.SECONDS);
    sayWhoIsLetIn();
    return port();
  }

  private void sayWhoIsLetIn() {
    if (access.isOpen()) {
      LOG.atWarn()
          .addKeyValue("address", bindAddress)
          .addKeyValue("port", port())
          .log(
              "THE KUBELET PORT IS OPEN: server.insecure is set, so that everybody who reaches it"
                  + " can read logs and run commands in all pods, as {}",
              System.getProperty("user.name"));
    }
  }

  /** The port that is open. */
  public synchronized int port() {
    Channel open = listener;
    if (open == null || !(open.localAddress() instanceof InetSocketAddress socket)) {
      throw new IllegalStateException("the kubelet port is not open");
    }
    return socket.getPort();
  }

  /** How many followed logs wait for more. */
  int followers() {
    return followers.count();
  }

  /** How much was read of logs and their indexes. */
  long logBytesRead() {
    return logBytes.sum();
  }

  /** How many connections are open. */
  synchronized int connections() {
    return connections == null ? 0 : connections.size();
  }

  /** Closes the port and all connections. May be called more than once, and before start. */
  @Override
  public synchronized void close() {
    if (listener != null) {
      listener.close().awaitUninterruptibly();
      listener = null;
    }
    streams.close();
    if (connections != null) {
      connections.close().awaitUninterruptibly();
      connections = null;
    }
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
    if (keeper != null) {
      keeper.shutdownNow();
      keeper = null;
    }
    if (readers != null) {
      readers.shutdownNow();
      readers = null;
    }
    if (loops != null) {
      loops
          .shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
      loops = null;
    }
  }

  private static ThreadFactory named(String format) {
    return new ThreadFactoryBuilder().setNameFormat(format).setDaemon(true).build();
  }
}
