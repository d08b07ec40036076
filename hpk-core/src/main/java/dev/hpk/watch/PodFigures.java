package dev.hpk.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor of one pod found it to use, at its newest look.
 *
 * @param usage of all containers; null before the first look
 * @param containers by name; also those that have ended since
 * @param volumes bytes in those that were looked at, by name
 * @param probes what they said so far
 */
public record PodFigures(
    @Nullable Usage usage,
    Map<String, ContainerFigures> containers,
    Map<String, Long> volumes,
    Map<ProbeName, ProbeFigures> probes) {

  /** Nothing was heard of it yet. */
  public static final PodFigures NONE = new PodFigures(null, Map.of(), Map.of(), Map.of());

  /**
   * What is used at one moment.
   *
   * @param cpuNanoseconds so far
   * @param nanoCores since the look before; null at the first one
   * @param memoryBytes the working set
   * @param anonymousBytes what of it belongs to no file; null when not known
   */
  public record Usage(
      Instant time,
      long cpuNanoseconds,
      @Nullable Long nanoCores,
      long memoryBytes,
      @Nullable Long anonymousBytes,
      int processes) {

    private static Usage of(FigureLine line, long cpu, @Nullable Usage before) {
      return new Usage(
          line.instant(),
          cpu,
          before == null ? null : before.nanoCoresUntil(line.instant(), cpu),
          line.memory(),
          line.anonymous(),
          line.processes());
    }

    private @Nullable Long nanoCoresUntil(Instant now, long cpu) {
      long milliseconds = Duration.between(time, now).toMillis();
      return milliseconds <= 0 || cpu < cpuNanoseconds
          ? nanoCores
          : Long.valueOf((cpu - cpuNanoseconds) * 1000 / milliseconds);
    }
  }

  /**
   * What one container uses.
   *
   * @param attempt how often it was started before
   * @param logBytes its log on the disk
   * @param layerBytes what it wrote outside its volumes; null when not known
   */
  public record ContainerFigures(
      int attempt, Usage usage, long logBytes, @Nullable Long layerBytes) {}

  /**
   * A probe of a container.
   *
   * @param type startup, readiness or liveness
   */
  public record ProbeName(String container, String type) {}

  /**
   * What a probe said so far.
   *
   * @param milliseconds that all of them took
   * @param counts how many took at most as long as each of {@link #BOUNDS}; one more for longer
   *     ones
   */
  public record ProbeFigures(
      long successful, long failed, long unknown, long milliseconds, List<Long> counts) {

    /** Seconds. */
    public static final List<Double> BOUNDS =
        List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

    public ProbeFigures {
      counts = List.copyOf(counts);
      if (counts.size() != BOUNDS.size() + 1) {
        throw new IllegalArgumentException("not the bounds of probes: " + counts);
      }
    }
  }

  public PodFigures {
    containers = Map.copyOf(containers);
    volumes = Map.copyOf(volumes);
    probes = Map.copyOf(probes);
  }

  /** With one line more. */
  PodFigures with(FigureLine line) {
    String container = line.container();
    if (line.volume() != null) {
      return new PodFigures(usage, containers, with(volumes, line.volume(), line.used()), probes);
    }
    if (container != null && line.probe() != null && line.counts() != null) {
      ProbeFigures said =
          new ProbeFigures(
              line.successful(), line.failed(), line.unknown(), line.milliseconds(), line.counts());
      ProbeName name = new ProbeName(container, line.probe());
      return new PodFigures(usage, containers, volumes, with(probes, name, said));
    }
    Long cpu = line.cpu();
    if (cpu == null) {
      return this;
    }
    if (container == null) {
      return new PodFigures(Usage.of(line, cpu, usage), containers, volumes, probes);
    }
    ContainerFigures known = containers.get(container);
    Usage before = known == null || known.attempt() != line.attempt() ? null : known.usage();
    ContainerFigures now =
        new ContainerFigures(line.attempt(), Usage.of(line, cpu, before), line.log(), line.layer());
    return new PodFigures(usage, with(containers, container, now), volumes, probes);
  }

  private static <K, V> Map<K, V> with(Map<K, V> known, K key, V value) {
    Map<K, V> all = new HashMap<>(known);
    all.put(key, value);
    return all;
  }
}
