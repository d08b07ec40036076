package dev.hpk.stats;

import dev.hpk.stats.Summary.ContainerStats;
import dev.hpk.stats.Summary.CpuStats;
import dev.hpk.stats.Summary.MemoryStats;
import dev.hpk.stats.Summary.PodStats;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics/resource}: what metrics-server and autoscalers read (kubelet
 * metrics/collectors/resource_metrics.go). Pure.
 */
final class ResourceMetrics {

  private static final String ERROR =
      "1 if there was an error while getting container metrics, 0 otherwise";
  static final double NANOSECONDS = 1e9;

  private final Samples samples = new Samples();

  private ResourceMetrics() {}

  /**
   * @param summary null when it could not be had
   */
  static MetricSnapshots of(@Nullable Summary summary) {
    ResourceMetrics metrics = new ResourceMetrics();
    if (summary != null) {
      metrics.add("node", Labels.EMPTY, summary.node().cpu(), summary.node().memory());
      summary.pods().forEach(metrics::add);
    }
    double error = summary == null ? 1 : 0;
    metrics.samples.gauge("resource_scrape_error", ERROR, Labels.EMPTY, error, null);
    metrics.samples.gauge("scrape_error", ERROR, Labels.EMPTY, error, null);
    return metrics.samples.all();
  }

  private void add(PodStats pod) {
    String name = pod.podRef().name();
    String namespace = pod.podRef().namespace();
    for (ContainerStats container : pod.containers()) {
      Labels labels = Labels.of("container", container.name(), "namespace", namespace, "pod", name);
      samples.gauge(
          "container_start_time_seconds",
          "Start time of the container since unix epoch in seconds",
          labels,
          seconds(container.startTime()),
          null);
      add("container", labels, container.cpu(), container.memory());
    }
    Labels labels = Labels.of("namespace", namespace, "pod", name);
    add("pod", labels, pod.cpu(), pod.memory());
  }

  private void add(
      String what, Labels labels, @Nullable CpuStats cpu, @Nullable MemoryStats memory) {
    if (cpu != null) {
      samples.counter(
          what + "_cpu_usage_seconds",
          "Cumulative cpu time consumed by the " + what + " in core-seconds",
          labels,
          cpu.usageCoreNanoSeconds() / NANOSECONDS,
          cpu.time());
    }
    if (memory != null) {
      samples.gauge(
          what + "_memory_working_set_bytes",
          "Current working set of the " + what + " in bytes",
          labels,
          (double) memory.workingSetBytes(),
          memory.time());
    }
  }

  static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}
