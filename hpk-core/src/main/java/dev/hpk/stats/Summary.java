package dev.hpk.stats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code /stats/summary}, with the names of k8s.io/kubelet/pkg/apis/stats/v1alpha1.
 * What is null is not known and left out.
 *
 * @param node the node
 * @param pods those that run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(NodeStats node, List<PodStats> pods) {

  /**
   * The node.
   *
   * @param systemContainers the kubelet itself
   * @param startTime when the kubelet started
   * @param cpu of the pods and the kubelet
   * @param memory of the pods and the kubelet
   * @param fs the file system that pods write to
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record NodeStats(
      String nodeName,
      List<ContainerStats> systemContainers,
      Instant startTime,
      @Nullable CpuStats cpu,
      @Nullable MemoryStats memory,
      @Nullable FsStats fs) {}

  /**
   * One pod.
   *
   * @param startTime when its supervisor started
   * @param volumes those of which the use is known
   * @param ephemeralStorage logs, what containers wrote outside volumes, and those volumes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PodStats(
      PodReference podRef,
      @Nullable Instant startTime,
      List<ContainerStats> containers,
      @Nullable CpuStats cpu,
      @Nullable MemoryStats memory,
      @JsonProperty("volume") @Nullable List<VolumeStats> volumes,
      @JsonProperty("ephemeral-storage") @Nullable FsStats ephemeralStorage,
      @JsonProperty("process_stats") @Nullable ProcessStats processes) {}

  /** Which pod. */
  record PodReference(String name, String namespace, String uid) {}

  /**
   * One container.
   *
   * @param rootfs what it wrote outside its volumes
   * @param logs its log
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ContainerStats(
      String name,
      Instant startTime,
      @Nullable CpuStats cpu,
      @Nullable MemoryStats memory,
      @Nullable FsStats rootfs,
      @Nullable FsStats logs) {}

  /**
   * CPU.
   *
   * @param time of the look
   * @param usageNanoCores since the look before
   * @param usageCoreNanoSeconds so far
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CpuStats(Instant time, @Nullable Long usageNanoCores, long usageCoreNanoSeconds) {}

  /**
   * Memory, in bytes.
   *
   * @param availableBytes what is left of the limit; null when there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record MemoryStats(
      Instant time,
      @Nullable Long availableBytes,
      long usageBytes,
      long workingSetBytes,
      @Nullable Long rssBytes) {}

  /** A file system, or a part of one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FsStats(
      Instant time,
      @Nullable Long availableBytes,
      @Nullable Long capacityBytes,
      @Nullable Long usedBytes) {}

  /** A volume. */
  record VolumeStats(String name, @JsonUnwrapped FsStats fs) {}

  /** How many processes. */
  record ProcessStats(@JsonProperty("process_count") long count) {}
}
