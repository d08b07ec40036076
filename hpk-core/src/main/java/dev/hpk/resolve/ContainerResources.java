package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.Resources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a container is told of its own requests and limits (Kubernetes
 * ExtractContainerResourceValue). A limit that is not set is what the node has (kubelet
 * defaultPodLimitsForDownwardAPI); a request that is not set is 0.
 */
final class ContainerResources {

  private final Pod pod;
  private final Resources nodeAllocatable;

  ContainerResources(Pod pod, Resources nodeAllocatable) {
    this.pod = pod;
    this.nodeAllocatable = nodeAllocatable;
  }

  /**
   * The value in units of the divisor, rounded up to a whole number.
   *
   * @param container whose value it is when the selector names none; null in a volume
   * @param field the selector's path in the pod, for messages
   */
  String value(ResourceFieldSelector selector, @Nullable Container container, String field) {
    Container chosen = chosen(selector.getContainerName(), container, field);
    String resource = String.valueOf(selector.getResource());
    BigDecimal divisor = divisor(selector.getDivisor(), field);
    return amount(chosen, resource, field).divide(divisor, 0, RoundingMode.CEILING).toPlainString();
  }

  private Container chosen(@Nullable String name, @Nullable Container container, String field) {
    if (name == null || name.isEmpty()) {
      if (container == null) {
        throw new PodRefusedException(field + ".containerName", "is missing");
      }
      return container;
    }
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .filter(candidate -> candidate.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PodRefusedException(
                    field + ".containerName", "names no container: '" + name + "'"));
  }

  private static BigDecimal divisor(@Nullable Quantity divisor, String field) {
    if (divisor == null) {
      return BigDecimal.ONE;
    }
    BigDecimal number = number(divisor, field + ".divisor");
    return number.signum() == 0 ? BigDecimal.ONE : number;
  }

  private BigDecimal amount(Container container, String resource, String field) {
    int dot = resource.indexOf('.');
    String list = resource.substring(0, Math.max(dot, 0));
    String name = resource.substring(dot + 1);
    boolean known =
        name.equals("cpu")
            || name.equals("memory")
            || name.equals("ephemeral-storage")
            || name.startsWith("hugepages-");
    if (!known || !(list.equals("limits") || list.equals("requests"))) {
      throw new PodRefusedException(
          field + ".resource", "is no resource of a container: '" + resource + "'");
    }
    boolean limit = list.equals("limits");
    BigDecimal set = set(container, limit, name, field);
    return limit && set.signum() == 0 ? allocatable(name) : set;
  }

  private static BigDecimal set(Container container, boolean limit, String name, String field) {
    if (container.getResources() == null) {
      return BigDecimal.ZERO;
    }
    Map<String, Quantity> list =
        limit ? container.getResources().getLimits() : container.getResources().getRequests();
    Quantity quantity = list == null ? null : list.get(name);
    return quantity == null ? BigDecimal.ZERO : number(quantity, field + ".resource");
  }

  private BigDecimal allocatable(String name) {
    return switch (name) {
      case "cpu" -> BigDecimal.valueOf(nodeAllocatable.cpuMillis(), 3);
      case "memory" -> BigDecimal.valueOf(nodeAllocatable.memoryBytes());
      default -> BigDecimal.valueOf(nodeAllocatable.extended().getOrDefault(name, 0L));
    };
  }

  private static BigDecimal number(Quantity quantity, String field) {
    try {
      return quantity.getNumericalAmount();
    } catch (RuntimeException e) {
      throw new PodRefusedException(field, "is no quantity: '" + quantity + "'");
    }
  }
}
