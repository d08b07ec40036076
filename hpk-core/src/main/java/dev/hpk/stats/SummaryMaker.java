package dev.hpk.stats;

import dev.hpk.api.job.Capacity;
import dev.hpk.stats.ObservedPod.ObservedContainer;
import dev.hpk.stats.Summary.ContainerStats;
import dev.hpk.stats.Summary.CpuStats;
import dev.hpk.stats.Summary.FsStats;
import dev.hpk.stats.Summary.MemoryStats;
import dev.hpk.stats.Summary.NodeStats;
import dev.hpk.stats.Summary.PodReference;
import dev.hpk.stats.Summary.PodStats;
import dev.hpk.stats.Summary.ProcessStats;
import dev.hpk.stats.Summary.VolumeStats;
import dev.hpk.watch.PodFigures.ContainerFigures;
import dev.hpk.watch.PodFigures.Usage;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the summary of a node and its pods. Pure.
 *
 * @param nodeName the node
 * @param started when the kubelet started
 * @param onlyCpuAndMemory leaves all else out
 */
record SummaryMaker(String nodeName, Instant started, boolean onlyCpuAndMemory) {

  /**
   * What the node has beside its pods.
   *
   * @param now the time
   * @param podCpuNanoseconds of all pods that ever ran here
   * @param ownCpuNanoseconds of the kubelet
   * @param ownMemoryBytes of the kubelet
   * @param capacity what the batch system offers; null while it never answered
   * @param fs the file system that pods write to; null when it is not known
   */
  record NodeUse(
      Instant now,
      long podCpuNanoseconds,
      long ownCpuNanoseconds,
      long ownMemoryBytes,
      @Nullable Capacity capacity,
      @Nullable FsStats fs) {}

  Summary make(NodeUse node, List<ObservedPod> pods) {
    List<PodStats> stats = pods.stream().map(this::pod).toList();
    return new Summary(node(node, pods), stats);
  }

  private NodeStats node(NodeUse node, List<ObservedPod> pods) {
    List<Usage> usages = pods.stream().flatMap(pod -> usages(pod).stream()).toList();
    MemoryStats memory = memory(node.now(), usages, null);
    long workingSet = node.ownMemoryBytes() + (memory == null ? 0 : memory.workingSetBytes());
    Capacity capacity = node.capacity();
    return new NodeStats(
        nodeName,
        List.of(
            new ContainerStats(
                "kubelet",
                started,
                new CpuStats(node.now(), null, node.ownCpuNanoseconds()),
                new MemoryStats(
                    node.now(), null, node.ownMemoryBytes(), node.ownMemoryBytes(), null),
                null,
                null)),
        started,
        new CpuStats(
            node.now(), nanoCores(usages), node.podCpuNanoseconds() + node.ownCpuNanoseconds()),
        new MemoryStats(
            node.now(),
            capacity == null
                ? null
                : Long.valueOf(Math.max(0, capacity.allocatable().memoryBytes() - workingSet)),
            workingSet,
            workingSet,
            null),
        onlyCpuAndMemory ? null : node.fs());
  }

  private PodStats pod(ObservedPod pod) {
    List<Usage> usages = usages(pod);
    Instant time = usages.isEmpty() ? null : usages.get(0).time();
    List<VolumeStats> volumes =
        time == null
            ? List.of()
            : pod.figures().volumes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(
                    entry ->
                        new VolumeStats(
                            entry.getKey(), new FsStats(time, null, null, entry.getValue())))
                .toList();
    Usage whole = pod.figures().usage();
    return new PodStats(
        new PodReference(pod.name(), pod.namespace(), pod.uid()),
        pod.history().started(),
        pod.containers().stream().map(this::container).toList(),
        whole == null || usages.isEmpty()
            ? null
            : new CpuStats(whole.time(), whole.nanoCores(), whole.cpuNanoseconds()),
        time == null ? null : memory(time, usages, podLimit(pod)),
        onlyCpuAndMemory || volumes.isEmpty() ? null : volumes,
        onlyCpuAndMemory || time == null ? null : storage(pod, time),
        onlyCpuAndMemory || usages.isEmpty()
            ? null
            : new ProcessStats(sum(usages, Usage::processes)));
  }

  private ContainerStats container(ObservedContainer container) {
    ContainerFigures figures = container.figures();
    Instant started = container.running().started();
    if (figures == null) {
      return new ContainerStats(container.name(), started, null, null, null, null);
    }
    Usage usage = figures.usage();
    Long layer = figures.layerBytes();
    return new ContainerStats(
        container.name(),
        started,
        new CpuStats(usage.time(), usage.nanoCores(), usage.cpuNanoseconds()),
        memory(usage.time(), List.of(usage), memoryLimit(container)),
        onlyCpuAndMemory || layer == null ? null : new FsStats(usage.time(), null, null, layer),
        onlyCpuAndMemory ? null : new FsStats(usage.time(), null, null, figures.logBytes()));
  }

  private static FsStats storage(ObservedPod pod, Instant time) {
    long bytes = pod.figures().volumes().values().stream().mapToLong(Long::longValue).sum();
    for (ObservedContainer container : pod.containers()) {
      ContainerFigures figures = container.figures();
      if (figures != null) {
        Long layer = figures.layerBytes();
        bytes += figures.logBytes() + (layer == null ? 0 : layer);
      }
    }
    return new FsStats(time, null, null, bytes);
  }

  private static List<Usage> usages(ObservedPod pod) {
    return pod.containers().stream()
        .map(ObservedContainer::figures)
        .filter(Objects::nonNull)
        .map(ContainerFigures::usage)
        .toList();
  }

  private static @Nullable MemoryStats memory(
      Instant time, List<Usage> usages, @Nullable Long limit) {
    if (usages.isEmpty()) {
      return null;
    }
    long workingSet = sum(usages, Usage::memoryBytes);
    boolean isKnown = usages.stream().allMatch(usage -> usage.anonymousBytes() != null);
    return new MemoryStats(
        time,
        limit == null ? null : Long.valueOf(Math.max(0, limit - workingSet)),
        workingSet,
        workingSet,
        isKnown ? sum(usages, usage -> orZero(usage.anonymousBytes())) : null);
  }

  private static @Nullable Long nanoCores(List<Usage> usages) {
    return usages.stream().anyMatch(usage -> usage.nanoCores() != null)
        ? Long.valueOf(sum(usages, usage -> orZero(usage.nanoCores())))
        : null;
  }

  /** That of all containers together, where each has one. */
  private static @Nullable Long podLimit(ObservedPod pod) {
    List<Long> limits = new ArrayList<>();
    for (ObservedContainer container : pod.containers()) {
      Long limit = memoryLimit(container);
      if (limit == null) {
        return null;
      }
      limits.add(limit);
    }
    return limits.stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes; null when there is none. */
  static @Nullable Long memoryLimit(ObservedContainer container) {
    Quantity limit = limit(container, "memory");
    return limit == null ? null : Long.valueOf(limit.getNumericalAmount().longValue());
  }

  static @Nullable Quantity limit(ObservedContainer container, String resource) {
    ResourceRequirements resources = container.resources();
    return resources == null || resources.getLimits() == null
        ? null
        : resources.getLimits().get(resource);
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private static long sum(List<Usage> usages, ToLongFunction<Usage> part) {
    return usages.stream().mapToLong(part).sum();
  }
}
