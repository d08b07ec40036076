package dev.hpk.node;

import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the node is registered and kept alive.
 *
 * @param name the node's name; also the lease's
 * @param hostname the label and the address Hostname
 * @param address the address InternalIP, where the kubelet port answers
 * @param port the kubelet port
 * @param labels further labels, such as {@code type=virtual-kubelet}
 * @param annotations further annotations
 * @param taints set when the node is registered, never changed afterwards
 * @param version HPK's own version, part of the node's kubeletVersion
 * @param schedulerDecidesReady whether the node is not Ready while the batch system does not answer
 * @param statusInterval between two looks at the node's status
 * @param reportInterval after which an unchanged status is posted again
 * @param leaseInterval between two renewals of the lease
 * @param leaseDuration how long a lease is good for
 * @param firstBackoff before a failed call is tried again; doubled each time
 * @param longestBackoff the most that it grows to
 */
public record NodeSettings(
    String name,
    String hostname,
    String address,
    int port,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<Taint> taints,
    String version,
    boolean schedulerDecidesReady,
    Duration statusInterval,
    Duration reportInterval,
    Duration leaseInterval,
    Duration leaseDuration,
    Duration firstBackoff,
    Duration longestBackoff) {

  /** The label by which virtual nodes are known, set by default. */
  public static final Map<String, String> DEFAULT_LABELS = Map.of("type", "virtual-kubelet");

  public NodeSettings {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    taints = List.copyOf(taints);
    if (name.isBlank()) {
      throw new IllegalArgumentException("node name is blank");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("kubelet port is not between 0 and 65535: " + port);
    }
    requirePositive("statusInterval", statusInterval);
    requirePositive("reportInterval", reportInterval);
    requirePositive("leaseInterval", leaseInterval);
    requirePositive("leaseDuration", leaseDuration);
    requirePositive("firstBackoff", firstBackoff);
    requirePositive("longestBackoff", longestBackoff);
    if (leaseDuration.compareTo(leaseInterval) <= 0) {
      throw new IllegalArgumentException(
          "leaseDuration is not longer than leaseInterval: "
              + leaseDuration
              + ", "
              + leaseInterval);
    }
  }

  /** A kubelet's defaults: 10 s, 5 min, lease 10 s of 40 s, back-off from 100 ms to 7 s. */
  public static NodeSettings of(
      String name, String hostname, String address, int port, String version) {
    return new NodeSettings(
        name,
        hostname,
        address,
        port,
        DEFAULT_LABELS,
        Map.of(),
        List.of(),
        version,
        true,
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(40),
        Duration.ofMillis(100),
        Duration.ofSeconds(7));
  }

  public NodeSettings withLabels(Map<String, String> value) {
    return copy(value, annotations, taints, schedulerDecidesReady);
  }

  public NodeSettings withAnnotations(Map<String, String> value) {
    return copy(labels, value, taints, schedulerDecidesReady);
  }

  public NodeSettings withTaints(List<Taint> value) {
    return copy(labels, annotations, value, schedulerDecidesReady);
  }

  public NodeSettings withSchedulerDecidesReady(boolean value) {
    return copy(labels, annotations, taints, value);
  }

  public NodeSettings withIntervals(
      Duration status, Duration report, Duration lease, Duration leaseLength) {
    return new NodeSettings(
        name,
        hostname,
        address,
        port,
        labels,
        annotations,
        taints,
        version,
        schedulerDecidesReady,
        status,
        report,
        lease,
        leaseLength,
        firstBackoff,
        longestBackoff);
  }

  private NodeSettings copy(
      Map<String, String> newLabels,
      Map<String, String> newAnnotations,
      List<Taint> newTaints,
      boolean newSchedulerDecidesReady) {
    return new NodeSettings(
        name,
        hostname,
        address,
        port,
        newLabels,
        newAnnotations,
        newTaints,
        version,
        newSchedulerDecidesReady,
        statusInterval,
        reportInterval,
        leaseInterval,
        leaseDuration,
        firstBackoff,
        longestBackoff);
  }

  private static void requirePositive(String field, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(field + " is not positive: " + value);
    }
  }
}
