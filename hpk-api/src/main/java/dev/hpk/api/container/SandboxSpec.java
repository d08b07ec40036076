package dev.hpk.api.container;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of one pod have in common.
 *
 * @param podUid the pod's uid
 * @param hostname the pod's host name; null when it has that of its host
 * @param network the pod's network
 * @param processes which processes a container sees
 * @param hostIpc whether its shared memory and message queues are the host's
 * @param sysctls kernel parameters of its network, by name; empty unless the network is its own
 */
public record SandboxSpec(
    String podUid,
    @Nullable String hostname,
    NetworkMode network,
    Processes processes,
    boolean hostIpc,
    Map<String, String> sysctls) {

  /** Which processes a container sees. */
  public enum Processes {
    /** Its own. */
    OWN,
    /** Those of all containers of its pod. */
    POD,
    /** Those of its host. */
    HOST;

    /** As a pod says by {@code hostPID} and {@code shareProcessNamespace}. */
    public static Processes of(PodSpec pod) {
      if (Boolean.TRUE.equals(pod.getHostPID())) {
        return HOST;
      }
      return Boolean.TRUE.equals(pod.getShareProcessNamespace()) ? POD : OWN;
    }
  }

  public SandboxSpec {
    sysctls = new TreeMap<>(sysctls);
  }

  /** Containers that have nothing in common but a network and a name. */
  public SandboxSpec(String podUid, @Nullable String hostname, NetworkMode network) {
    this(podUid, hostname, network, Processes.OWN, false, Map.of());
  }
}
