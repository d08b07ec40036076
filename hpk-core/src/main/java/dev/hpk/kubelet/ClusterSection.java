package dev.hpk.kubelet;

import com.google.common.net.InetAddresses;
import dev.hpk.api.PluginConfig;

/** Section {@code cluster}: how names are resolved. */
final class ClusterSection {

  private ClusterSection() {}

  static KubeletConfig.Cluster read(ConfigSource source) {
    PluginConfig section = source.section("cluster");
    KubeletConfig.Cluster cluster =
        new KubeletConfig.Cluster(
            section.texts("dns"), section.text("domain", KubeletConfig.Cluster.DEFAULT.domain()));
    for (String address : cluster.dns()) {
      if (!InetAddresses.isInetAddress(address)) {
        section.problem("dns", "has an entry that is no IP address", address);
      }
    }
    if (!cluster.domain().matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
      section.problem("domain", "is no name of a domain", cluster.domain());
    }
    source.check(section);
    return cluster;
  }
}
