package dev.hpk.translate;

import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a pod resolves names (kubelet dns.go GetPodDNS). The host's own resolvers are known to the
 * job only, which puts the file together.
 *
 * @param source whose resolvers it has
 * @param missing whether it asks for those of a cluster that has none
 */
record PodDns(Source source, boolean missing) {

  /** Whose resolvers a pod has, as the supervisor calls them. */
  enum Source {
    CLUSTER("cluster"),
    HOST("host"),
    NONE("none");

    private final String word;

    Source(String word) {
      this.word = word;
    }
  }

  static PodDns of(ResolvedPod pod, TranslationContext context) {
    PodSpec spec = pod.pod().getSpec();
    boolean known = !context.settings().clusterDns().isEmpty();
    boolean seen = context.runtime().abilities().contains(RuntimeAbility.MOUNTS);
    PodDns cluster = known ? new PodDns(Source.CLUSTER, false) : new PodDns(Source.HOST, seen);
    String policy = spec.getDnsPolicy() == null ? "ClusterFirst" : spec.getDnsPolicy();
    return switch (policy) {
      case "None" -> new PodDns(Source.NONE, false);
      case "ClusterFirstWithHostNet" -> cluster;
      case "ClusterFirst" ->
          Boolean.TRUE.equals(spec.getHostNetwork()) ? new PodDns(Source.HOST, false) : cluster;
      default -> new PodDns(Source.HOST, false);
    };
  }

  void write(ScriptWriter script, ResolvedPod pod, TranslationContext context) {
    boolean cluster = source == Source.CLUSTER;
    String domain = context.settings().clusterDomain();
    PodDNSConfig more = pod.pod().getSpec().getDnsConfig();
    script
        .assign("HPK_DNS", source.word)
        .assign("HPK_DNS_MISSING", missing ? "yes" : "")
        .arrayIfAny("HPK_DNS_SERVERS", cluster ? context.settings().clusterDns() : List.of(), 3)
        .array(
            "HPK_DNS_SEARCHES",
            cluster
                ? List.of(pod.namespace() + ".svc." + domain, "svc." + domain, domain)
                : List.of(),
            3)
        .arrayIfAny("HPK_DNS_MORE_SERVERS", more == null ? List.of() : more.getNameservers(), 3)
        .arrayIfAny("HPK_DNS_MORE_SEARCHES", more == null ? List.of() : more.getSearches(), 3)
        .arrayIfAny("HPK_DNS_MORE_OPTIONS", options(more), 3);
  }

  private static List<String> options(@Nullable PodDNSConfig config) {
    return config == null
        ? List.of()
        : config.getOptions().stream()
            .map(
                option ->
                    option.getValue() == null || option.getValue().isEmpty()
                        ? option.getName()
                        : option.getName() + ":" + option.getValue())
            .toList();
  }
}
