package dev.hpk.kubelet;

import dev.hpk.access.AccessSettings;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.certificate.ServingSettings;
import dev.hpk.pod.PodSettings;
import dev.hpk.resolve.ImageMirrors;
import dev.hpk.resolve.NfsMounts;
import io.fabric8.kubernetes.api.model.Taint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured. {@link ConfigReader} makes it from a file or a map.
 *
 * @param nodeName the node's name; pods whose {@code spec.nodeName} is this one are ours
 * @param workDirectory on the file system that all hosts share; absolute
 * @param scheduler name of the batch scheduler's plugin
 * @param runtime name of the container runtime's plugin
 * @param translator name of the translator's plugin
 * @param network the network of pods that do not choose one
 * @param scratchDirectory where, on each host, a job makes its own directory; absolute
 * @param cluster how names are resolved in the cluster
 * @param node how the node shows itself
 * @param server the kubelet port
 * @param mirrors where images are fetched from instead
 * @param nfs where NFS is mounted on the hosts
 * @param pods how pods are served
 * @param restartBackoff the first delay before a container is started again
 * @param restartBackoffLimit the longest
 * @param schedulers each scheduler plugin's own section, by name
 * @param runtimes each runtime plugin's own section, by name
 * @param translators each translator plugin's own section, by name
 * @param runtimeHandlers the runtime for each handler that a RuntimeClass may name
 */
public record KubeletConfig(
    String nodeName,
    Path workDirectory,
    String scheduler,
    String runtime,
    String translator,
    NetworkMode network,
    Path scratchDirectory,
    Cluster cluster,
    Node node,
    Server server,
    ImageMirrors mirrors,
    NfsMounts nfs,
    PodSettings pods,
    Duration restartBackoff,
    Duration restartBackoffLimit,
    Map<String, PluginConfig> schedulers,
    Map<String, PluginConfig> runtimes,
    Map<String, PluginConfig> translators,
    Map<String, RuntimeHandler> runtimeHandlers) {

  /**
   * A container runtime that pods choose by their RuntimeClass.
   *
   * @param runtime name of its plugin
   * @param settings the plugin's section
   */
  public record RuntimeHandler(String runtime, PluginConfig settings) {}

  /**
   * How names are resolved in the cluster.
   *
   * @param dns addresses of its name servers, as hosts reach them; empty when they reach none
   * @param domain its domain
   */
  public record Cluster(List<String> dns, String domain) {

    /** No name server that hosts reach. */
    public static final Cluster DEFAULT = new Cluster(List.of(), "cluster.local");

    public Cluster {
      dns = List.copyOf(dns);
    }
  }

  /**
   * How the node shows itself.
   *
   * @param hostname null means this host's name
   * @param address where the API server reaches the kubelet port; null means the first address of
   *     this host that is not loopback
   * @param labels further labels
   * @param annotations further annotations
   * @param taints set when the node is registered
   * @param schedulerDecidesReady whether the node is not Ready while the batch system does not
   *     answer; Kubernetes then evicts pods after some minutes
   */
  public record Node(
      @Nullable String hostname,
      @Nullable String address,
      Map<String, String> labels,
      Map<String, String> annotations,
      List<Taint> taints,
      boolean schedulerDecidesReady) {

    public Node {
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
      taints = List.copyOf(taints);
    }
  }

  /**
   * The kubelet port.
   *
   * @param bindAddress where it listens
   * @param port 0 means any that is free
   * @param serving where its certificate comes from
   * @param access who may do what there
   */
  public record Server(
      String bindAddress, int port, ServingSettings serving, AccessSettings access) {}

  public KubeletConfig {
    schedulers = Map.copyOf(schedulers);
    runtimes = Map.copyOf(runtimes);
    translators = Map.copyOf(translators);
    runtimeHandlers = Map.copyOf(runtimeHandlers);
    if (!nodeName.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
      throw new IllegalArgumentException("nodeName is no name of a node: '" + nodeName + "'");
    }
    if (!workDirectory.isAbsolute()) {
      throw new IllegalArgumentException("workDirectory is not absolute: " + workDirectory);
    }
  }
}
