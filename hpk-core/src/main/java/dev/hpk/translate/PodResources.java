package dev.hpk.translate;

import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedPod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pod asks for, by the rule of Kubernetes' scheduler (component-helpers
 * resource.PodRequests): containers and sidecars at once, or the largest init container beside the
 * sidecars before it.
 */
final class PodResources {

  /** The resources of Kubernetes itself that are taken; ephemeral storage is not counted. */
  static final Set<String> PLAIN = Set.of("cpu", "memory", "ephemeral-storage");

  private static final String CPU = "cpu";
  private static final String MEMORY = "memory";

  private PodResources() {}

  /** What the pod's job asks for. A limit counts as the request that is not there. */
  static Resources requests(ResolvedPod pod) {
    Resources together = Resources.NONE;
    Resources sidecars = Resources.NONE;
    Resources largestInit = Resources.NONE;
    for (ResolvedContainer container : pod.containers()) {
      Resources own = requests(container.spec().getResources());
      if (container.kind() == Kind.INIT) {
        largestInit = largestInit.max(sidecars.plus(own));
        continue;
      }
      together = together.plus(own);
      if (container.kind() == Kind.SIDECAR) {
        sidecars = sidecars.plus(own);
        largestInit = largestInit.max(sidecars);
      }
    }
    Resources sum = together.max(largestInit);
    Map<String, Quantity> whole = effective(pod.pod().getSpec().getResources());
    Resources chosen =
        new Resources(
            whole.containsKey(CPU) ? millis(whole.get(CPU)) : sum.cpuMillis(),
            whole.containsKey(MEMORY) ? bytes(whole.get(MEMORY)) : sum.memoryBytes(),
            sum.extended());
    return chosen.plus(of(pod.pod().getSpec().getOverhead()));
  }

  /** What a container may use; zeros where it has no limit. */
  static Resources limits(ResolvedContainer container) {
    ResourceRequirements resources = container.spec().getResources();
    return of(resources == null ? null : resources.getLimits());
  }

  /** Whether the name is that of an extended resource: with a domain other than Kubernetes' own. */
  static boolean isExtended(String name) {
    return name.contains("/") && !name.contains("kubernetes.io/") && !name.startsWith("requests.");
  }

  private static Resources requests(@Nullable ResourceRequirements resources) {
    return of(effective(resources));
  }

  private static Map<String, Quantity> effective(@Nullable ResourceRequirements resources) {
    Map<String, Quantity> result = new LinkedHashMap<>();
    if (resources != null && resources.getLimits() != null) {
      result.putAll(resources.getLimits());
    }
    if (resources != null && resources.getRequests() != null) {
      result.putAll(resources.getRequests());
    }
    return result;
  }

  private static Resources of(@Nullable Map<String, Quantity> quantities) {
    if (quantities == null) {
      return Resources.NONE;
    }
    Map<String, Long> extended = new TreeMap<>();
    quantities.forEach(
        (name, quantity) -> {
          if (isExtended(name)) {
            extended.put(name, bytes(quantity));
          }
        });
    return new Resources(millis(quantities.get(CPU)), bytes(quantities.get(MEMORY)), extended);
  }

  private static long millis(@Nullable Quantity quantity) {
    return quantity == null ? 0 : ceiling(quantity.getNumericalAmount().movePointRight(3));
  }

  private static long bytes(@Nullable Quantity quantity) {
    return quantity == null ? 0 : ceiling(quantity.getNumericalAmount());
  }

  private static long ceiling(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.CEILING).longValueExact();
  }
}
