package dev.hpk.translate;

import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.ResolvedVolume.EmptyDirectory;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much room a pod may take on its host before it is evicted (kubelet eviction_manager.go,
 * localStorageEviction): each emptyDir, all containers together, each container. The supervisor
 * measures.
 */
final class StorageLimits {

  private static final String RESOURCE = "ephemeral-storage";
  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private final ResolvedPod pod;
  private final List<String> triples = new ArrayList<>();

  private StorageLimits(ResolvedPod pod) {
    this.pod = pod;
  }

  /** {@code HPK_LIMITS}: triples of bytes, message and what is counted. */
  static List<String> of(ResolvedPod pod) {
    StorageLimits limits = new StorageLimits(pod);
    limits.addVolumes();
    limits.addPod();
    limits.addContainers();
    return limits.triples;
  }

  private void addVolumes() {
    for (Volume volume : pod.pod().getSpec().getVolumes()) {
      ResolvedVolume resolved = pod.volumes().get(volume.getName());
      if (resolved instanceof EmptyDirectory empty && empty.sizeLimitBytes() != null) {
        add(
            empty.sizeLimitBytes(),
            "Usage of EmptyDir volume \"%s\" exceeds the limit \"%s\". "
                .formatted(empty.name(), volume.getEmptyDir().getSizeLimit()),
            part(empty));
      }
    }
  }

  private void addPod() {
    long total = 0;
    long largestInit = 0;
    List<String> parts = new ArrayList<>();
    for (int index = 0; index < pod.containers().size(); index++) {
      Long limit = limit(pod.containers().get(index));
      if (pod.containers().get(index).kind() == Kind.INIT) {
        largestInit = Math.max(largestInit, limit == null ? 0 : limit);
      } else {
        total += limit == null ? 0 : limit;
      }
      parts.add("c/" + index);
    }
    total = Math.max(total, largestInit);
    if (total == 0) {
      return;
    }
    for (ResolvedVolume volume : pod.volumes().values()) {
      if (volume instanceof EmptyDirectory empty && !empty.memory()) {
        parts.add(part(empty));
      }
    }
    add(
        total,
        "Pod ephemeral local storage usage exceeds the total limit of containers %s. "
            .formatted(text(total)),
        String.join(" ", parts));
  }

  private void addContainers() {
    for (int index = 0; index < pod.containers().size(); index++) {
      ResolvedContainer container = pod.containers().get(index);
      Long limit = container.kind() == Kind.MAIN ? limit(container) : null;
      if (limit != null) {
        add(
            limit,
            "Container %s exceeded its local ephemeral storage limit \"%s\". "
                .formatted(container.name(), quantity(container)),
            "c/" + index);
      }
    }
  }

  private void add(long bytes, String message, String parts) {
    triples.addAll(List.of(String.valueOf(bytes), message, parts));
  }

  private static String part(EmptyDirectory volume) {
    return (volume.memory() ? "s/" : "v/") + volume.name();
  }

  private static @Nullable Long limit(ResolvedContainer container) {
    Quantity quantity = quantity(container);
    return quantity == null ? null : Quantity.getAmountInBytes(quantity).longValue();
  }

  private static @Nullable Quantity quantity(ResolvedContainer container) {
    ResourceRequirements resources = container.spec().getResources();
    return resources == null || resources.getLimits() == null
        ? null
        : resources.getLimits().get(RESOURCE);
  }

  /** As Kubernetes writes a quantity of this many bytes. */
  private static String text(long bytes) {
    int unit = 0;
    long amount = bytes;
    while (amount % 1024 == 0 && unit < UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    return amount + UNITS[unit];
  }
}
