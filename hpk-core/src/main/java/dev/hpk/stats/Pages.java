package dev.hpk.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.watch.Figures;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of the kubelet port that tell of resources, probes, the kubelet and its
 * configuration (kubelet pkg/kubelet/server/server.go). Safe for use by several threads.
 */
public final class Pages {

  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
  private static final String JSON = "application/json";
  private static final ObjectMapper MAPPER = new ObjectMapper().registerModule(times());

  private final Source source;
  private final KubeletMetrics metrics;
  private final Observer observer;
  private final NodeMeter meter;
  private final Instant started;
  private final Map<List<String>, Page> pages;

  /**
   * What is told of.
   *
   * @param nodeName the node
   * @param version of HPK
   * @param pods those that are bound to the node
   * @param histories what the journal says of a pod's uid
   * @param capacity what the batch system offers; null while it never answered
   * @param problems what is wrong at the moment, by its source
   * @param configuration as it is in force, in words of KubeletConfiguration; no secrets
   * @param journal the directory in which supervisors leave their figures
   * @param disk lies on the file system that pods write to
   * @param clock the time
   */
  public record Source(
      String nodeName,
      String version,
      Supplier<List<Pod>> pods,
      Function<String, PodHistory> histories,
      Supplier<@Nullable Capacity> capacity,
      Supplier<Map<String, String>> problems,
      Map<String, Object> configuration,
      Path journal,
      Path disk,
      Clock clock) {}

  /**
   * @param metrics the kubelet's own, to which what is counted on demand is added
   */
  public Pages(Source source, KubeletMetrics metrics) {
    this.source = source;
    this.metrics = metrics;
    this.observer =
        new Observer(
            source.pods(),
            source.histories(),
            new Figures(source.journal(), source.clock()),
            source.clock());
    this.meter = new NodeMeter(observer, source.capacity(), source.disk());
    this.started = OwnUse.started(source.clock().instant());
    addMetrics();
    this.pages =
        Map.of(
            List.of("stats", "summary"), new Page(JSON, true, this::summary),
            List.of("configz"), new Page(JSON, false, query -> configuration()),
            List.of("metrics"), text(query -> metrics.all()),
            List.of("metrics", "resource"), text(query -> resources()),
            List.of("metrics", "cadvisor"), text(query -> containers()),
            List.of("metrics", "probes"), text(query -> probes()));
  }

  /**
   * The page of a path; null when there is none.
   *
   * @param path its parts
   */
  public @Nullable Page find(List<String> path) {
    return pages.get(path);
  }

  /** Counts the requests that come in, among the kubelet's own metrics. */
  public KubeletMetrics metrics() {
    return metrics;
  }

  private void addMetrics() {
    metrics.identity(source.nodeName(), source.version());
    metrics.gauge(
        "kubelet_running_pods",
        "Number of pods that have a running pod sandbox",
        () -> observer.running().size());
    metrics.gauge(
        "kubelet_running_containers",
        "Number of containers currently running",
        () ->
            Map.of(
                "running",
                observer.running().stream().mapToDouble(pod -> pod.containers().size()).sum()),
        "container_state");
    metrics.gauge(
        "hpk_pods", "Pods that are bound to the node, by their phase", this::phases, "phase");
    metrics.gauge(
        "hpk_problems",
        "What is wrong at the moment: the value is always 1",
        () ->
            source.problems().get().keySet().stream()
                .collect(Collectors.toMap(Function.identity(), problem -> 1.0)),
        "source");
  }

  private Map<String, Double> phases() {
    Map<String, Double> phases = new TreeMap<>();
    for (Pod pod : source.pods().get()) {
      String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
      phases.merge(phase == null ? "Pending" : phase, 1.0, Double::sum);
    }
    return phases;
  }

  private byte[] summary(Map<String, List<String>> query) {
    boolean less = query.getOrDefault("only_cpu_and_memory", List.of("")).get(0).equals("true");
    return json(summary(less));
  }

  private Summary summary(boolean onlyCpuAndMemory) {
    List<ObservedPod> pods = observer.look();
    return new SummaryMaker(source.nodeName(), started, onlyCpuAndMemory)
        .make(meter.measure(pods), pods);
  }

  private MetricSnapshots resources() {
    try {
      return ResourceMetrics.of(summary(true));
    } catch (HpkException e) {
      LOG.atWarn().log("The use of resources is not known: {}", e.getMessage());
      return ResourceMetrics.of(null);
    }
  }

  private MetricSnapshots containers() {
    try {
      return CadvisorMetrics.of(observer.look(), source.capacity().get());
    } catch (HpkException e) {
      LOG.atWarn().log("The use of resources is not known: {}", e.getMessage());
      return CadvisorMetrics.of(null, source.capacity().get());
    }
  }

  private MetricSnapshots probes() {
    return ProbeMetrics.of(observer.look(), started);
  }

  private byte[] configuration() {
    return json(Map.of("kubeletconfig", source.configuration()));
  }

  private static Page text(Function<Map<String, List<String>>, MetricSnapshots> content) {
    return new Page(Exposition.TYPE, false, query -> Exposition.text(content.apply(query)));
  }

  private static byte[] json(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL, "statistics cannot be written: " + e.getMessage(), e);
    }
  }

  /** As metav1.Time: whole seconds. */
  private static SimpleModule times() {
    return new SimpleModule()
        .addSerializer(
            Instant.class,
            new JsonSerializer<>() {
              @Override
              public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
                  throws IOException {
                out.writeString(time.truncatedTo(ChronoUnit.SECONDS).toString());
              }
            });
  }
}
