package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pod's quality-of-service class, should the API server not have set it. Pure. */
final class QualityOfService {

  private static final List<String> COUNTED = List.of("cpu", "memory");

  private QualityOfService() {}

  static String of(PodSpec spec) {
    List<ResourceRequirements> all =
        spec.getResources() != null && !isEmpty(spec.getResources())
            ? List.of(spec.getResources())
            : Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .map(QualityOfService::resources)
                .toList();
    if (all.stream().allMatch(QualityOfService::isEmpty)) {
      return "BestEffort";
    }
    return all.stream().allMatch(QualityOfService::isGuaranteed) ? "Guaranteed" : "Burstable";
  }

  private static ResourceRequirements resources(Container container) {
    return container.getResources() == null ? new ResourceRequirements() : container.getResources();
  }

  private static boolean isEmpty(ResourceRequirements resources) {
    return COUNTED.stream()
        .noneMatch(name -> has(resources.getRequests(), name) || has(resources.getLimits(), name));
  }

  /** Limits for both, and requests, where given, equal to them. */
  private static boolean isGuaranteed(ResourceRequirements resources) {
    return COUNTED.stream()
        .allMatch(
            name ->
                has(resources.getLimits(), name)
                    && (!has(resources.getRequests(), name)
                        || Objects.equals(
                            resources.getRequests().get(name), resources.getLimits().get(name))));
  }

  private static boolean has(@Nullable Map<String, Quantity> amounts, String name) {
    Quantity amount = amounts == null ? null : amounts.get(name);
    return amount != null && amount.getNumericalAmount().signum() > 0;
  }
}
