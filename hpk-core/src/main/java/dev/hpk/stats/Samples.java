package dev.hpk.stats;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects values of metrics, and the time of each. A metric of which there is no value is left
 * out, and so is a second value of one series: a pod that was deleted may have the name of another
 * for a moment. Used by one thread.
 */
final class Samples {

  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final Set<Series> series = new HashSet<>();

  private record Series(String name, Labels labels) {}

  /**
   * @param name without {@code _total}, which all counters have
   * @param time when the value was found; null means: now
   */
  void counter(String name, String help, Labels labels, double value, @Nullable Instant time) {
    if (!series.add(new Series(name, labels))) {
      return;
    }
    CounterDataPointSnapshot.Builder point =
        CounterDataPointSnapshot.builder().labels(labels).value(value);
    if (time != null) {
      point.scrapeTimestampMillis(time.toEpochMilli());
    }
    counters
        .computeIfAbsent(name, key -> CounterSnapshot.builder().name(key).help(help))
        .dataPoint(point.build());
  }

  /**
   * @param time when the value was found; null means: now
   */
  void gauge(String name, String help, Labels labels, double value, @Nullable Instant time) {
    if (!series.add(new Series(name, labels))) {
      return;
    }
    GaugeDataPointSnapshot.Builder point =
        GaugeDataPointSnapshot.builder().labels(labels).value(value);
    if (time != null) {
      point.scrapeTimestampMillis(time.toEpochMilli());
    }
    gauges
        .computeIfAbsent(name, key -> GaugeSnapshot.builder().name(key).help(help))
        .dataPoint(point.build());
  }

  MetricSnapshots all() {
    return all(new MetricSnapshot[0]);
  }

  /** With further ones. */
  MetricSnapshots all(MetricSnapshot... others) {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
    gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
    for (MetricSnapshot other : others) {
      all.metricSnapshot(other);
    }
    return all.build();
  }
}
