package dev.hpk.translate;

import static java.util.Objects.requireNonNullElse;

import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** As whom and how guarded a container runs: its own word, else the pod's. */
final class PodSecurity {

  /** A kubelet's words where the host has no such security module (pkg/security/apparmor). */
  private static final String APP_ARMOR =
      "Cannot enforce AppArmor: AppArmor is not enabled on the host";

  private PodSecurity() {}

  /** Refuses what contradicts itself or cannot be kept: what no table of fields can tell. */
  static void check(ResolvedPod pod, Set<RuntimeAbility> abilities, Refusals refusals) {
    PodSecurityContext shared = shared(pod);
    checkAppArmor("spec", shared.getAppArmorProfile(), refusals);
    if (Boolean.FALSE.equals(pod.pod().getSpec().getHostUsers())
        && !abilities.contains(RuntimeAbility.USER_NAMESPACE)) {
      refusals.add("spec.hostUsers", "needs a container runtime with user namespaces: false");
    }
    for (ResolvedContainer container : pod.containers()) {
      checkContainer(pod, container, abilities, refusals);
    }
  }

  private static void checkContainer(
      ResolvedPod pod,
      ResolvedContainer container,
      Set<RuntimeAbility> abilities,
      Refusals refusals) {
    String field = container.field() + ".securityContext";
    SecurityContext own = own(container);
    Long user = user(pod, container);
    checkAppArmor(container.field(), own.getAppArmorProfile(), refusals);
    if (mustNotBeRoot(pod, container) && user != null && user == 0) {
      refusals.reject(
          field,
          "CreateContainerConfigError",
          "container's runAsUser breaks non-root policy " + place(pod, container));
    }
    if (user == null && group(pod, container) != null) {
      refusals.add(field + ".runAsGroup", "needs runAsUser beside it: " + group(pod, container));
    }
    if (Boolean.FALSE.equals(own.getAllowPrivilegeEscalation())
        && !abilities.contains(RuntimeAbility.NO_NEW_PRIVILEGES)) {
      refusals.add(
          field + ".allowPrivilegeEscalation",
          "needs a container runtime that can keep processes from gaining privileges: false");
    }
  }

  private static void checkAppArmor(
      String place,
      io.fabric8.kubernetes.api.model.@Nullable AppArmorProfile profile,
      Refusals refusals) {
    if (profile != null && !requireNonNullElse(profile.getType(), "").equals("Unconfined")) {
      refusals.reject(place + ".securityContext.appArmorProfile", "AppArmor", APP_ARMOR);
    }
  }

  static @Nullable Long user(ResolvedPod pod, ResolvedContainer container) {
    return chosen(pod, container, SecurityContext::getRunAsUser, PodSecurityContext::getRunAsUser);
  }

  static @Nullable Long group(ResolvedPod pod, ResolvedContainer container) {
    return chosen(
        pod, container, SecurityContext::getRunAsGroup, PodSecurityContext::getRunAsGroup);
  }

  static boolean isReadOnlyRoot(ResolvedContainer container) {
    return Boolean.TRUE.equals(own(container).getReadOnlyRootFilesystem());
  }

  /** Whether the image's own user has to be looked at before the container may start. */
  static boolean asksForImageUser(ResolvedPod pod, ResolvedContainer container) {
    return mustNotBeRoot(pod, container) && user(pod, container) == null;
  }

  static Privileges privileges(ResolvedPod pod, ResolvedContainer container) {
    SecurityContext own = own(container);
    Capabilities capabilities =
        requireNonNullElse(own.getCapabilities(), new Capabilities(List.of(), List.of()));
    return new Privileges(
        names(capabilities.getAdd()),
        names(capabilities.getDrop()),
        Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
        asksForImageUser(pod, container),
        "Unmasked".equals(own.getProcMount()),
        shared(pod).getSupplementalGroups());
  }

  /** As a kubelet names a container (format.Pod). */
  static String place(ResolvedPod pod, ResolvedContainer container) {
    return "(pod: \"%s_%s(%s)\", container: %s)"
        .formatted(pod.name(), pod.namespace(), pod.uid(), container.name());
  }

  /** With or without {@code CAP_}, in whatever case, as container runtimes take them. */
  private static List<String> names(List<String> capabilities) {
    return capabilities.stream()
        .map(name -> name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", ""))
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean mustNotBeRoot(ResolvedPod pod, ResolvedContainer container) {
    return Boolean.TRUE.equals(
        chosen(
            pod, container, SecurityContext::getRunAsNonRoot, PodSecurityContext::getRunAsNonRoot));
  }

  private static <T> @Nullable T chosen(
      ResolvedPod pod,
      ResolvedContainer container,
      Function<SecurityContext, @Nullable T> own,
      Function<PodSecurityContext, @Nullable T> shared) {
    T value = own.apply(own(container));
    return value == null ? shared.apply(shared(pod)) : value;
  }

  private static SecurityContext own(ResolvedContainer container) {
    return requireNonNullElse(container.spec().getSecurityContext(), new SecurityContext());
  }

  private static PodSecurityContext shared(ResolvedPod pod) {
    return requireNonNullElse(pod.pod().getSpec().getSecurityContext(), new PodSecurityContext());
  }
}
