package dev.hpk.translate;

import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which network a pod has: its annotation, else {@code hostNetwork}, else what the site has set.
 */
final class PodNetwork {

  private static final String ANNOTATION = "metadata.annotations['" + PodAnnotations.NETWORK + "']";

  private PodNetwork() {}

  static NetworkMode of(ResolvedPod pod, TranslationContext context, Refusals refusals) {
    Map<String, String> annotations = pod.pod().getMetadata().getAnnotations();
    String wish = annotations == null ? null : annotations.get(PodAnnotations.NETWORK);
    boolean hostNetwork = Boolean.TRUE.equals(pod.pod().getSpec().getHostNetwork());
    if (wish == null) {
      NetworkMode mode = hostNetwork ? NetworkMode.HOST : context.network();
      return able(mode, "spec", "the site's network", context, refusals);
    }
    try {
      NetworkMode mode = NetworkMode.parse(wish);
      if (hostNetwork && mode.kind() != NetworkMode.Kind.HOST) {
        refusals.add(ANNOTATION, "contradicts spec.hostNetwork: " + wish);
      }
      return able(mode, ANNOTATION, "network", context, refusals);
    } catch (IllegalArgumentException e) {
      refusals.add(ANNOTATION, "is not host, private or cni:NAME: " + wish);
      return NetworkMode.HOST;
    }
  }

  /** Refuses ports of the host that the network does not lead to the container. */
  static void checkPorts(ResolvedPod pod, NetworkMode mode, Refusals refusals) {
    for (ResolvedContainer container : pod.containers()) {
      List<ContainerPort> ports = container.spec().getPorts();
      for (int index = 0; index < ports.size(); index++) {
        Integer hostPort = ports.get(index).getHostPort();
        boolean same = Objects.equals(hostPort, ports.get(index).getContainerPort());
        if (hostPort == null || hostPort == 0 || (mode.kind() == NetworkMode.Kind.HOST && same)) {
          continue;
        }
        refusals.add(
            container.field() + ".ports[" + index + "].hostPort",
            "is not mapped to the containerPort in the network " + mode + ": " + hostPort);
      }
    }
  }

  /** {@code HPK_PORTS}: triples of container index, protocol and port, in the host's network. */
  static List<String> ports(ResolvedPod pod, NetworkMode mode) {
    List<String> triples = new ArrayList<>();
    if (mode.kind() != NetworkMode.Kind.HOST) {
      return triples;
    }
    for (int index = 0; index < pod.containers().size(); index++) {
      for (ContainerPort port : pod.containers().get(index).spec().getPorts()) {
        String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
        triples.addAll(
            List.of(String.valueOf(index), protocol, String.valueOf(port.getContainerPort())));
      }
    }
    return triples;
  }

  private static NetworkMode able(
      NetworkMode mode,
      String field,
      String subject,
      TranslationContext context,
      Refusals refusals) {
    Set<RuntimeAbility> abilities = context.runtime().abilities();
    boolean able =
        switch (mode.kind()) {
          case HOST -> true;
          case PRIVATE -> abilities.contains(RuntimeAbility.PRIVATE_NETWORK);
          case CNI -> abilities.contains(RuntimeAbility.CNI_NETWORK);
        };
    if (!able) {
      refusals.add(field, "needs a container runtime that can do " + subject + " " + mode);
    }
    return mode;
  }
}
