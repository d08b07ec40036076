package dev.hpk.api.pod;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.NetworkMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where and with what a pod is translated. It says nothing of the time or of a cluster's state.
 *
 * @param runtime the container engine that the job will use
 * @param owner the mark of the kubelet, see {@link dev.hpk.api.PluginContext#owner}
 * @param podDirectory the pod's directory on the shared file system; absolute
 * @param journalDirectory where the supervisor appends to a file per host; absolute
 * @param imageDirectory the image store shared by all pods; absolute
 * @param scratchDirectory where, on each host, the job makes its own directory; absolute
 * @param network the network of pods that do not choose one
 * @param settings what the site has set for all pods
 */
public record TranslationContext(
    ContainerRuntime runtime,
    String owner,
    Path podDirectory,
    Path journalDirectory,
    Path imageDirectory,
    Path scratchDirectory,
    NetworkMode network,
    Settings settings) {

  /**
   * What the site has set for all pods.
   *
   * @param restartBackoff the first delay before a container is started again; doubles each time
   * @param restartBackoffLimit the longest delay
   * @param pullInJob whether images are fetched inside the job rather than before it
   * @param clusterDns addresses of the cluster's name servers; empty when hosts reach none
   * @param clusterDomain the cluster's domain, for names of pods and for searches
   */
  public record Settings(
      Duration restartBackoff,
      Duration restartBackoffLimit,
      boolean pullInJob,
      List<String> clusterDns,
      String clusterDomain) {

    /** As a kubelet: 10 s, 300 s; images are fetched on the kubelet's host. */
    public static final Settings DEFAULT =
        new Settings(
            Duration.ofSeconds(10), Duration.ofSeconds(300), false, List.of(), "cluster.local");

    public Settings {
      clusterDns = List.copyOf(clusterDns);
    }
  }
}
