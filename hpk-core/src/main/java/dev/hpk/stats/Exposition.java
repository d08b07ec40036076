package dev.hpk.stats;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Metrics as Prometheus' text, version 0.0.4, which is what a kubelet's clients read. */
final class Exposition {

  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

  private Exposition() {}

  static byte[] text(MetricSnapshots metrics) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(1 << 14);
    try {
      WRITER.write(text, metrics);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }
}
