package dev.hpk.stats;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The kubelet's own metrics: what those who do the work tell it, with the names of a kubelet
 * (pkg/kubelet/metrics/metrics.go) where it has one. Safe for use by several threads; telling it
 * something costs next to nothing.
 */
public final class KubeletMetrics {

  private static final double[] POD_START = {
    0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1200,
    1800, 2700, 3600
  };
  private static final double[] SECONDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Clock clock;
  private final Map<String, Instant> starting = new ConcurrentHashMap<>();
  private final Counter requests =
      counter(
          "kubelet_http_requests",
          "Number of the http requests received since the server started",
          "long_running",
          "method",
          "path",
          "server_type");
  private final Counter startedPods =
      counter("kubelet_started_pods", "Cumulative number of pods started");
  private final Histogram podStart =
      histogram(
          "kubelet_pod_start_duration_seconds",
          "Duration in seconds from kubelet seeing a pod for the first time to the pod starting to"
              + " run",
          POD_START);
  private final Histogram podWorker =
      histogram(
          "kubelet_pod_worker_duration_seconds",
          "Duration in seconds to sync a single pod. Broken down by operation type: create, update,"
              + " or sync",
          SECONDS,
          "operation_type");
  private final Counter submissions =
      counter("hpk_job_submissions", "Jobs that were handed to the batch system, once or again");
  private final Counter accepted =
      counter("hpk_jobs_accepted", "Jobs that the batch system has taken");
  private final Counter ended =
      counter("hpk_pods_ended", "Pods whose end was written to the API server");
  private final Histogram commands =
      histogram(
          "hpk_command_duration_seconds",
          "Duration in seconds of commands on the kubelet's host, such as those of the batch"
              + " system. A command that could not be run, or did not end in time, has the result"
              + " error",
          SECONDS,
          "command",
          "result");

  /**
   * @param clock the time
   */
  public KubeletMetrics(Clock clock) {
    this.clock = clock;
    JvmMetrics.builder().register(registry);
  }

  /** What stays the same while the kubelet runs. */
  void identity(String nodeName, String version) {
    Gauge.builder()
        .name("kubelet_node_name")
        .help("The node's name. The count is always 1.")
        .labelNames("node")
        .register(registry)
        .labelValues(nodeName)
        .set(1);
    Gauge.builder()
        .name("hpk_build")
        .help("The version of HPK. The value is always 1.")
        .labelNames("version")
        .register(registry)
        .labelValues(version)
        .set(1);
  }

  /** What is counted when it is asked for. */
  void gauge(String name, String help, Supplier<Map<String, Double>> values, String label) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.get().forEach((key, value) -> callback.call(value, key)))
        .register(registry);
  }

  void gauge(String name, String help, Supplier<Number> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.get().doubleValue()))
        .register(registry);
  }

  MetricSnapshots all() {
    return registry.scrape();
  }

  /**
   * A request came in.
   *
   * @param path one of a bounded number
   */
  public void requested(String method, String path, boolean longRunning) {
    requests.labelValues(String.valueOf(longRunning), method, path, "readwrite").inc();
  }

  /** A pod is about to be submitted for the first time, or again. */
  public void podSeen(String uid) {
    starting.putIfAbsent(uid, clock.instant());
  }

  /** A pod's status says that it runs, now or for a while already. */
  public void podRuns(String uid) {
    Instant since = starting.remove(uid);
    if (since != null) {
      startedPods.inc();
      podStart.observe(seconds(Duration.between(since, clock.instant())));
    }
  }

  /** The API server has heard of a pod's end. */
  public void podEnded(String uid) {
    ended.inc();
    starting.remove(uid);
  }

  /** Nothing is left of a pod. */
  public void podGone(String uid) {
    starting.remove(uid);
  }

  /** A job is handed to the batch system. */
  public void submitted() {
    submissions.inc();
  }

  /** The batch system has taken a job. */
  public void accepted() {
    accepted.inc();
  }

  /** Work on a pod was done. */
  public void worked(Duration took) {
    podWorker.labelValues("sync").observe(seconds(took));
  }

  /**
   * A command ended.
   *
   * @param command the program's name
   * @param result success, failure or error
   */
  public void commanded(String command, String result, Duration took) {
    commands.labelValues(command, result).observe(seconds(took));
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .labelNames(labels)
        .register(registry);
  }

  private static double seconds(Duration duration) {
    return Unit.nanosToSeconds(duration.toNanos());
  }
}
