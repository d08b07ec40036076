package dev.hpk.translate;

import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.SandboxSpec.Processes;
import dev.hpk.api.pod.ResolvedPod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the containers of a pod have in common. */
final class PodSandbox {

  /** kubelet's safe sysctls that belong to a network namespace (pkg/kubelet/sysctl). */
  private static final Set<String> SAFE =
      Set.of(
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_wmem");

  private PodSandbox() {}

  static SandboxSpec of(
      ResolvedPod pod,
      PodNames names,
      NetworkMode network,
      Set<RuntimeAbility> abilities,
      Refusals refusals) {
    PodSpec spec = pod.pod().getSpec();
    return new SandboxSpec(
        pod.uid(),
        names.hostname(),
        network,
        Processes.of(spec),
        Boolean.TRUE.equals(spec.getHostIPC()),
        sysctls(spec, network, abilities, refusals));
  }

  private static Map<String, String> sysctls(
      PodSpec spec, NetworkMode network, Set<RuntimeAbility> abilities, Refusals refusals) {
    Map<String, String> sysctls = new TreeMap<>();
    List<Sysctl> wishes =
        spec.getSecurityContext() == null ? List.of() : spec.getSecurityContext().getSysctls();
    boolean host = network.kind() == NetworkMode.Kind.HOST;
    for (int index = 0; index < wishes.size(); index++) {
      String name = wishes.get(index).getName().replace('/', '.');
      boolean known = SAFE.contains(name);
      if (known && !host && abilities.contains(RuntimeAbility.SYSCTLS)) {
        sysctls.put(name, wishes.get(index).getValue());
        continue;
      }
      refusals.reject(
          "spec.securityContext.sysctls[" + index + "]",
          "SysctlForbidden",
          "forbidden sysctl: \""
              + name
              + "\" "
              + (known && host ? "not allowed with host net enabled" : "not allowlisted"));
    }
    return sysctls;
  }
}
