package dev.hpk.translate;

import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import org.jspecify.annotations.Nullable;

/** As whom a container runs: its own word, else the pod's. */
final class PodSecurity {

  private PodSecurity() {}

  static @Nullable Long user(ResolvedPod pod, ResolvedContainer container) {
    SecurityContext own = container.spec().getSecurityContext();
    if (own != null && own.getRunAsUser() != null) {
      return own.getRunAsUser();
    }
    PodSecurityContext shared = pod.pod().getSpec().getSecurityContext();
    return shared == null ? null : shared.getRunAsUser();
  }

  static @Nullable Long group(ResolvedPod pod, ResolvedContainer container) {
    SecurityContext own = container.spec().getSecurityContext();
    if (own != null && own.getRunAsGroup() != null) {
      return own.getRunAsGroup();
    }
    PodSecurityContext shared = pod.pod().getSpec().getSecurityContext();
    return shared == null ? null : shared.getRunAsGroup();
  }
}
