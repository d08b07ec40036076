package dev.hpk.api.job;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a job asks for.
 *
 * @param cpuMillis thousandths of a CPU; 0 means the scheduler's default
 * @param memoryBytes bytes of memory; 0 means the scheduler's default
 * @param extended whole numbers of extended resources by their Kubernetes name, such as {@code
 *     nvidia.com/gpu}
 */
public record Resources(long cpuMillis, long memoryBytes, Map<String, Long> extended) {

  public static final Resources NONE = new Resources(0, 0, Map.of());

  public Resources {
    if (cpuMillis < 0 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "resources are negative: " + cpuMillis + "m CPU, " + memoryBytes + " bytes");
    }
    extended = Map.copyOf(extended);
  }

  /** The sum of both. */
  public Resources plus(Resources other) {
    Map<String, Long> sum = new TreeMap<>(extended);
    other.extended.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
    return new Resources(cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes, sum);
  }

  /** The larger of both, resource by resource. */
  public Resources max(Resources other) {
    Map<String, Long> larger = new TreeMap<>(extended);
    other.extended.forEach((name, amount) -> larger.merge(name, amount, Long::max));
    return new Resources(
        Math.max(cpuMillis, other.cpuMillis), Math.max(memoryBytes, other.memoryBytes), larger);
  }

  /** CPUs rounded up to whole ones; 0 means the scheduler's default. */
  public long wholeCpus() {
    return (cpuMillis + 999) / 1000;
  }
}
