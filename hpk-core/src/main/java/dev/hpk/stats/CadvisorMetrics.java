package dev.hpk.stats;

import dev.hpk.api.job.Capacity;
import dev.hpk.stats.ObservedPod.ObservedContainer;
import dev.hpk.watch.PodFigures.ContainerFigures;
import dev.hpk.watch.PodFigures.Usage;
import io.fabric8.kubernetes.api.model.Quantity;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics/cadvisor}: what dashboards of Kubernetes ask for, as far as it is known, with
 * cAdvisor's names (cadvisor docs/storage/prometheus.md). Pure.
 */
final class CadvisorMetrics {

  private static final long PERIOD = 100_000;

  private final Samples samples = new Samples();

  private CadvisorMetrics() {}

  /**
   * @param pods null when they could not be looked at
   * @param capacity null while the batch system never answered
   */
  static MetricSnapshots of(@Nullable List<ObservedPod> pods, @Nullable Capacity capacity) {
    CadvisorMetrics metrics = new CadvisorMetrics();
    if (capacity != null) {
      metrics.samples.gauge(
          "machine_cpu_cores",
          "Number of logical CPU cores.",
          Labels.EMPTY,
          capacity.total().cpuMillis() / 1000.0,
          null);
      metrics.samples.gauge(
          "machine_memory_bytes",
          "Amount of memory installed on the machine.",
          Labels.EMPTY,
          (double) capacity.total().memoryBytes(),
          null);
    }
    for (ObservedPod pod : pods == null ? List.<ObservedPod>of() : pods) {
      pod.containers().forEach(container -> metrics.add(pod, container));
    }
    metrics.samples.gauge(
        "container_scrape_error",
        "1 if there was an error while getting container metrics, 0 otherwise",
        Labels.EMPTY,
        pods == null ? 1 : 0,
        null);
    return metrics.samples.all();
  }

  private void add(ObservedPod pod, ObservedContainer container) {
    Labels labels = labels(pod, container);
    gauge(
        "container_start_time_seconds",
        "Start time of the container since unix epoch in seconds.",
        labels,
        ResourceMetrics.seconds(container.running().started()),
        null);
    addLimits(labels, container);
    ContainerFigures figures = container.figures();
    if (figures == null) {
      return;
    }
    Usage usage = figures.usage();
    Instant time = usage.time();
    samples.counter(
        "container_cpu_usage_seconds",
        "Cumulative cpu time consumed in seconds.",
        labels.merge(Labels.of("cpu", "total")),
        usage.cpuNanoseconds() / ResourceMetrics.NANOSECONDS,
        time);
    gauge(
        "container_memory_working_set_bytes",
        "Current working set in bytes.",
        labels,
        (double) usage.memoryBytes(),
        time);
    gauge(
        "container_memory_usage_bytes",
        "Current memory usage in bytes.",
        labels,
        (double) usage.memoryBytes(),
        time);
    Long anonymous = usage.anonymousBytes();
    if (anonymous != null) {
      gauge("container_memory_rss", "Size of RSS in bytes.", labels, anonymous.doubleValue(), time);
    }
    gauge(
        "container_processes",
        "Number of processes running inside the container.",
        labels,
        usage.processes(),
        time);
    gauge(
        "container_last_seen",
        "Last time a container was seen by the exporter.",
        labels,
        Math.floor(ResourceMetrics.seconds(time)),
        time);
  }

  private void addLimits(Labels labels, ObservedContainer container) {
    Long memory = SummaryMaker.memoryLimit(container);
    gauge(
        "container_spec_memory_limit_bytes",
        "Memory limit for the container.",
        labels,
        memory == null ? 0.0 : memory.doubleValue(),
        null);
    Quantity cpu = SummaryMaker.limit(container, "cpu");
    if (cpu != null) {
      gauge("container_spec_cpu_period", "CPU period of the container.", labels, PERIOD, null);
      gauge(
          "container_spec_cpu_quota",
          "CPU quota of the container.",
          labels,
          cpu.getNumericalAmount().doubleValue() * PERIOD,
          null);
    }
  }

  private void gauge(
      String name, String help, Labels labels, double value, @Nullable Instant time) {
    samples.gauge(name, help, labels, value, time);
  }

  /** The id is no cgroup of the node's, but as unlike others as cAdvisor's. */
  private static Labels labels(ObservedPod pod, ObservedContainer container) {
    int attempt = container.running().attempt();
    return Labels.of(
        "container", container.name(),
        "id", "/pod" + pod.uid() + "/" + container.name() + "/" + attempt,
        "image", container.image(),
        "name", pod.uid() + "_" + container.name() + "_" + attempt,
        "namespace", pod.namespace(),
        "pod", pod.name());
  }
}
