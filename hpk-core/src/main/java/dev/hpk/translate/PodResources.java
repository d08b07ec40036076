package dev.hpk.translate;

import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
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
 * sidecars before it; what the pod asks for as a whole takes the place of that sum.
 */
public final class PodResources {

  /** The resources of Kubernetes itself that are taken; no job asks for ephemeral storage. */
  static final Set<String> PLAIN = Set.of("cpu", "memory", "ephemeral-storage");

  private static final String CPU = "cpu";
  private static final String MEMORY = "memory";

  /** More than any host has; sums of it do not overflow. */
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE / 4096);

  private PodResources() {}

  /** What the pod's job asks for. A limit counts as the request that is not there. */
  static Resources requests(ResolvedPod pod) {
    Resources everything = everything(pod.pod().getSpec());
    Map<String, Long> extended = new TreeMap<>(everything.extended());
    extended.keySet().removeIf(name -> !isExtended(name));
    return new Resources(everything.cpuMillis(), everything.memoryBytes(), extended);
  }

  /**
   * What the pod asks for of any resource. Called by the admission, on any thread.
   *
   * @return all but cpu and memory stand as extended resources, {@code ephemeral-storage} and huge
   *     pages too, in bytes
   */
  public static Resources everything(PodSpec spec) {
    Resources together = Resources.NONE;
    Resources sidecars = Resources.NONE;
    Resources largestInit = Resources.NONE;
    for (Container container : spec.getInitContainers()) {
      Resources own = requests(container.getResources());
      if ("Always".equals(container.getRestartPolicy())) {
        together = together.plus(own);
        sidecars = sidecars.plus(own);
        largestInit = largestInit.max(sidecars);
      } else {
        largestInit = largestInit.max(sidecars.plus(own));
      }
    }
    for (Container container : spec.getContainers()) {
      together = together.plus(requests(container.getResources()));
    }
    Resources sum = together.max(largestInit);
    return ofWhole(spec.getResources(), sum).plus(of(spec.getOverhead()));
  }

  /**
   * What a container may use; zeros where it has no limit. Without a limit of its own it may use
   * what the pod may.
   */
  static Resources limits(ResolvedPod pod, ResolvedContainer container) {
    ResourceRequirements whole = pod.pod().getSpec().getResources();
    Map<String, Quantity> limits = new LinkedHashMap<>();
    if (whole != null && whole.getLimits() != null) {
      limits.putAll(whole.getLimits());
    }
    ResourceRequirements own = container.spec().getResources();
    if (own != null && own.getLimits() != null) {
      limits.putAll(own.getLimits());
    }
    return devices(of(limits));
  }

  /** Whether the name is that of an extended resource: with a domain other than Kubernetes' own. */
  static boolean isExtended(String name) {
    return name.contains("/") && !name.contains("kubernetes.io/") && !name.startsWith("requests.");
  }

  private static Resources devices(Resources resources) {
    Map<String, Long> extended = new TreeMap<>(resources.extended());
    extended.keySet().removeIf(name -> !isExtended(name));
    return new Resources(resources.cpuMillis(), resources.memoryBytes(), extended);
  }

  /**
   * The pod's own requests in the place of the containers' sum; its limit only where neither is
   * there (the API server's defaulting, setDefaultPodLevelRequests).
   */
  private static Resources ofWhole(@Nullable ResourceRequirements whole, Resources sum) {
    if (whole == null) {
      return sum;
    }
    Resources limits = of(whole.getLimits());
    Map<String, Quantity> asked = whole.getRequests() == null ? Map.of() : whole.getRequests();
    Resources requests = of(asked);
    Map<String, Long> extended = new TreeMap<>(sum.extended());
    limits.extended().forEach(extended::putIfAbsent);
    extended.putAll(requests.extended());
    return new Resources(
        asked.containsKey(CPU) ? requests.cpuMillis() : orElse(sum.cpuMillis(), limits.cpuMillis()),
        asked.containsKey(MEMORY)
            ? requests.memoryBytes()
            : orElse(sum.memoryBytes(), limits.memoryBytes()),
        extended);
  }

  private static long orElse(long amount, long fallback) {
    return amount == 0 ? fallback : amount;
  }

  private static Resources requests(@Nullable ResourceRequirements resources) {
    Map<String, Quantity> result = new LinkedHashMap<>();
    if (resources != null && resources.getLimits() != null) {
      result.putAll(resources.getLimits());
    }
    if (resources != null && resources.getRequests() != null) {
      result.putAll(resources.getRequests());
    }
    return of(result);
  }

  private static Resources of(@Nullable Map<String, Quantity> quantities) {
    if (quantities == null) {
      return Resources.NONE;
    }
    Map<String, Long> others = new TreeMap<>();
    quantities.forEach(
        (name, quantity) -> {
          if (!name.equals(CPU) && !name.equals(MEMORY)) {
            others.put(name, ceiling(number(quantity)));
          }
        });
    Quantity cpu = quantities.get(CPU);
    Quantity memory = quantities.get(MEMORY);
    return new Resources(
        cpu == null ? 0 : ceiling(number(cpu).movePointRight(3)),
        memory == null ? 0 : ceiling(number(memory)),
        others);
  }

  /** What is no number is refused by name with the other fields. */
  private static BigDecimal number(Quantity quantity) {
    try {
      return quantity.getNumericalAmount();
    } catch (RuntimeException e) {
      return BigDecimal.ZERO;
    }
  }

  private static long ceiling(BigDecimal amount) {
    return amount
        .min(LARGEST)
        .max(BigDecimal.ZERO)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
