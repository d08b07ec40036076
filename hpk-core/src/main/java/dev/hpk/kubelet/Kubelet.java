package dev.hpk.kubelet;

import dev.hpk.access.Access;
import dev.hpk.api.CommandRunner;
import dev.hpk.certificate.CertificateSources;
import dev.hpk.disk.Disk;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.node.NodeController;
import dev.hpk.node.NodeFacts;
import dev.hpk.node.NodeSettings;
import dev.hpk.pod.KubeletHealth;
import dev.hpk.pod.LifePoint;
import dev.hpk.pod.PodController;
import dev.hpk.pod.PodView;
import dev.hpk.process.ProcessRunner;
import dev.hpk.process.ProcessStarter;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.EventSettings;
import dev.hpk.report.PodObservation.NodeIdentity;
import dev.hpk.resolve.ClusterReader;
import dev.hpk.resolve.PodResolver;
import dev.hpk.server.KubeletServer;
import dev.hpk.stats.KubeletMetrics;
import dev.hpk.stats.Pages;
import dev.hpk.stream.Entrance;
import dev.hpk.stream.Streams;
import dev.hpk.submit.ImagePuller;
import dev.hpk.submit.Submitter;
import dev.hpk.translate.PullScript;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kubelet: a node in the cluster, whose pods are jobs of a batch system. Made by {@link
 * #builder}; started once, closed once. Jobs go on when it is closed, and the next one on the same
 * work directory takes them up. Safe for use by several threads.
 */
public final class Kubelet implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);
  private static final long CAPACITY_SECONDS = 60;

  private final KubernetesClient client;
  private final KubeletConfig config;
  private final WorkDirectory work;
  private final Threads threads = new Threads();
  private final KubeletHealth health = new KubeletHealth();
  private final ChosenPlugins plugins;
  private final CapacityBook capacity;
  private final PodController pods;
  private final KubeletServer server;
  private final EventRecorder events;
  private final Clock clock;
  private final String address;
  private Optional<WorkLock> lock = Optional.empty();
  private volatile @Nullable NodeController node;
  private boolean closed;

  Kubelet(
      KubernetesClient client,
      KubeletConfig config,
      PluginChoice choice,
      List<Consumer<PodView>> listeners,
      LifePoint.Listener points,
      Clock clock) {
    this.client = client;
    this.config = config;
    this.clock = clock;
    this.work = new WorkDirectory(config.workDirectory());
    String owner = Owner.mark(config.nodeName(), work.root());
    KubeletMetrics metrics = new KubeletMetrics(clock);
    Meters meters = new Meters(metrics);
    CommandRunner commands = meters.commands(new ProcessRunner(System.getenv(), threads.pumps()));
    this.plugins =
        choice.make(config, new HostContext(clock, commands, config.workDirectory(), owner));
    this.capacity =
        new CapacityBook(plugins.scheduler(), health, work.pods(), config.pods().maxPods());
    String given = config.node().address();
    this.address = given == null ? HostNames.address() : given;
    this.events =
        new EventRecorder(client, config.nodeName(), EventSettings.DEFAULT, clock, threads.timer());
    ImagePuller puller =
        new ImagePuller(
            commands,
            threads.pulls(config.pods().parallelPulls()),
            clock,
            (image, policy) -> PullScript.of(image, policy, work.images()));
    Submitter submitter =
        new Submitter(
            plugins.translator(),
            plugins.scheduler(),
            config.pods().pullInJob() ? null : puller,
            (runtime, uid) -> Contexts.of(config, runtime, owner, uid),
            clock);
    ClusterReader reader = new ClusterReader(client, clock);
    this.pods =
        new PodController(
            new PodController.Parts(
                client,
                new NodeIdentity(config.nodeName()),
                plugins.runtimes(),
                reader,
                plugins.scheduler(),
                new PodResolver(reader, config.mirrors(), config.nfs()),
                submitter,
                work,
                events,
                health,
                config.pods(),
                capacity::capacity,
                this::nodeObject,
                meters.points(points),
                meters.views().andThen(new Listeners(listeners)),
                meters.workers(threads.workers(config.pods().workers())),
                threads.timer(),
                clock));
    Streams streams =
        new Streams(
            new Entrance(plugins.scheduler(), work, config.mirrors()),
            new ProcessStarter(System.getenv()),
            commands);
    Access access = new Access(config.server().access(), config.nodeName(), client, clock);
    Pages pages = new Pages(told(), metrics);
    this.server =
        new KubeletServer(config.server().bindAddress(), pods, work, streams, access, pages, clock);
  }

  private Pages.Source told() {
    return new Pages.Source(
        config.nodeName(),
        version(),
        pods::pods,
        pods::history,
        capacity::capacity,
        health::problems,
        Configz.of(config),
        work.journal(),
        work.pods(),
        clock);
  }

  private static String version() {
    String version = Kubelet.class.getPackage().getImplementationVersion();
    return version == null ? "0" : version;
  }

  /** What a kubelet is made of, to be filled in. */
  public static KubeletBuilder builder() {
    return new KubeletBuilder();
  }

  /**
   * Takes the work directory, opens the kubelet port, registers the node and begins to serve pods.
   * Returns when the port is open; the API server and the batch system may come later.
   *
   * @throws dev.hpk.api.HpkException of kind CONFIGURATION when another kubelet has the work
   *     directory, or the port or its certificate cannot be used
   */
  public synchronized void start() {
    lock = Optional.of(WorkLock.take(work));
    Disk.makeDirectory(work.pods());
    Disk.makeDirectory(work.journal());
    Disk.makeDirectory(work.images());
    int port = openPort();
    capacity.refresh();
    NodeController controller =
        new NodeController(
            client,
            nodeSettings(port),
            NodeFacts.ofThisHost(),
            plugins.runtime()::version,
            capacity::capacity,
            health,
            events,
            clock,
            threads.timer());
    health.onChange(controller::refresh);
    controller.start();
    node = controller;
    threads
        .timer()
        .scheduleWithFixedDelay(
            capacity::refresh, CAPACITY_SECONDS, CAPACITY_SECONDS, TimeUnit.SECONDS);
    pods.start();
    LOG.atInfo()
        .addKeyValue("node", config.nodeName())
        .addKeyValue("port", port)
        .addKeyValue("scheduler", config.scheduler())
        .addKeyValue("runtime", config.runtime())
        .addKeyValue("work", work.root())
        .log("The kubelet runs");
  }

  /**
   * The kubelet port that is open.
   *
   * @throws IllegalStateException before {@link #start} and after {@link #close}
   */
  public int port() {
    return server.port();
  }

  /** Every pod of the node with its job, as of now. */
  public List<PodView> pods() {
    return pods.views();
  }

  /** Whether the node is registered and all its pods are known. */
  public synchronized boolean isReady() {
    NodeController controller = node;
    return pods.isSynced() && controller != null && controller.isRegistered();
  }

  /** Stops serving; jobs go on. May be called more than once, and before {@link #start}. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.close();
    NodeController controller = node;
    if (controller != null) {
      controller.close();
    }
    pods.close();
    threads.close();
    plugins.scheduler().close();
    plugins.runtimes().close();
    lock.ifPresent(WorkLock::close);
  }

  private @Nullable Node nodeObject(boolean fresh) {
    NodeController controller = node;
    return controller == null ? null : controller.node(fresh);
  }

  private int openPort() {
    KubeletConfig.Server wanted = config.server();
    CertificateSources sources =
        new CertificateSources(
            config.nodeName(),
            List.of(address, hostname()),
            List.of(HostNames.hostname(), "localhost", "127.0.0.1"),
            work,
            client,
            clock);
    return server.start(wanted.port(), sources.of(wanted.serving()));
  }

  private String hostname() {
    String given = config.node().hostname();
    return given == null ? HostNames.hostname() : given;
  }

  /** Stops at once with nothing brought to an end, as if the process had died; for tests. */
  void abandon() {
    threads.abandon();
    pods.close();
    server.close();
    lock.ifPresent(WorkLock::close);
  }

  private NodeSettings nodeSettings(int port) {
    KubeletConfig.Node wanted = config.node();
    NodeSettings settings =
        NodeSettings.of(config.nodeName(), hostname(), address, port, version());
    return settings
        .withLabels(wanted.labels())
        .withAnnotations(wanted.annotations())
        .withTaints(wanted.taints())
        .withSchedulerDecidesReady(wanted.schedulerDecidesReady());
  }
}
