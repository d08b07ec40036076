package dev.hpk.translate;

import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import org.jspecify.annotations.Nullable;

/** As whom and how guarded a container runs: its own word, else the pod's. */
final class PodSecurity {

  private PodSecurity() {}

  /** Refuses what contradicts itself, as a kubelet does (verifyRunAsNonRoot). */
  static void check(ResolvedPod pod, Refusals refusals) {
    for (ResolvedContainer container : pod.containers()) {
      Long user = user(pod, container);
      if (isNonRoot(pod, container) && user != null && user == 0) {
        refusals.add(
            container.field() + ".securityContext", "has runAsNonRoot and breaks it: runAsUser 0");
      }
    }
  }

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

  static boolean isReadOnlyRoot(ResolvedContainer container) {
    SecurityContext own = container.spec().getSecurityContext();
    return own != null && Boolean.TRUE.equals(own.getReadOnlyRootFilesystem());
  }

  private static boolean isNonRoot(ResolvedPod pod, ResolvedContainer container) {
    SecurityContext own = container.spec().getSecurityContext();
    if (own != null && own.getRunAsNonRoot() != null) {
      return own.getRunAsNonRoot();
    }
    PodSecurityContext shared = pod.pod().getSpec().getSecurityContext();
    return shared != null && Boolean.TRUE.equals(shared.getRunAsNonRoot());
  }
}
