package dev.hpk.stats;

import dev.hpk.watch.PodFigures.ProbeFigures;
import dev.hpk.watch.PodFigures.ProbeName;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code /metrics/probes}: what probes said, as their supervisors count it (kubelet
 * prober/prober_manager.go). Pure.
 */
final class ProbeMetrics {

  private ProbeMetrics() {}

  /**
   * @param started when the kubelet's process began
   */
  static MetricSnapshots of(List<ObservedPod> pods, Instant started) {
    Samples samples = new Samples();
    samples.gauge(
        "process_start_time_seconds",
        "Start time of the process since unix epoch in seconds.",
        Labels.EMPTY,
        ResourceMetrics.seconds(started),
        null);
    HistogramSnapshot.Builder durations =
        HistogramSnapshot.builder()
            .name("prober_probe_duration_seconds")
            .help("Duration in seconds for a probe response.");
    boolean isEmpty = true;
    for (ObservedPod pod : pods) {
      for (Map.Entry<ProbeName, ProbeFigures> probe : sorted(pod)) {
        isEmpty = false;
        add(samples, pod, probe.getKey(), probe.getValue());
        durations.dataPoint(duration(pod, probe.getKey(), probe.getValue()));
      }
    }
    return samples.all(isEmpty ? new MetricSnapshot[0] : new MetricSnapshot[] {durations.build()});
  }

  private static List<Map.Entry<ProbeName, ProbeFigures>> sorted(ObservedPod pod) {
    return pod.figures().probes().entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<ProbeName, ProbeFigures> probe) -> probe.getKey().container())
                .thenComparing(probe -> probe.getKey().type()))
        .toList();
  }

  private static void add(Samples samples, ObservedPod pod, ProbeName name, ProbeFigures said) {
    add(samples, pod, name, "successful", said.successful());
    add(samples, pod, name, "failed", said.failed());
    add(samples, pod, name, "unknown", said.unknown());
  }

  private static void add(
      Samples samples, ObservedPod pod, ProbeName name, String result, long count) {
    samples.counter(
        "prober_probe",
        "Cumulative number of a liveness, readiness or startup probe for a container by result.",
        Labels.of(
            "container", name.container(),
            "namespace", pod.namespace(),
            "pod", pod.name(),
            "pod_uid", pod.uid(),
            "probe_type", type(name),
            "result", result),
        (double) count,
        null);
  }

  private static HistogramDataPointSnapshot duration(
      ObservedPod pod, ProbeName name, ProbeFigures said) {
    List<Double> bounds = new ArrayList<>(ProbeFigures.BOUNDS);
    bounds.add(Double.POSITIVE_INFINITY);
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, said.counts()))
        .sum(said.milliseconds() / 1000.0)
        .labels(
            Labels.of(
                "container", name.container(),
                "namespace", pod.namespace(),
                "pod", pod.name(),
                "probe_type", type(name)))
        .build();
  }

  /** As a kubelet writes it: Liveness. */
  private static String type(ProbeName name) {
    String type = name.type();
    return type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
  }
}
