package dev.hpk.admission;

import dev.hpk.api.job.Resources;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a pod fits into what a node offers (scheduler noderesources fitsRequest, as a kubelet
 * uses it): pods, cpu, memory, ephemeral storage, then the others by name.
 */
final class ResourceFit {

  private static final String STORAGE = "ephemeral-storage";

  private ResourceFit() {}

  static Optional<Rejection> check(Resources wanted, NodeOffer offer) {
    if (offer.pods() > 0 && offer.usedPods() + 1 > offer.pods()) {
      return Optional.of(Rejection.insufficient("pods", 1, offer.usedPods(), offer.pods()));
    }
    if (offer.capacity() == null) {
      return Optional.empty();
    }
    Map<String, Long> used = amounts(offer.used());
    Map<String, Long> capacity = amounts(offer.capacity());
    for (Map.Entry<String, Long> amount : amounts(wanted).entrySet()) {
      String name = amount.getKey();
      if (amount.getValue() == 0 || isUnknownDevice(name, capacity)) {
        continue;
      }
      long taken = used.getOrDefault(name, 0L);
      long all = capacity.getOrDefault(name, 0L);
      if (amount.getValue() > all - taken) {
        return Optional.of(Rejection.insufficient(name, amount.getValue(), taken, all));
      }
    }
    return Optional.empty();
  }

  /** Left to the batch system, which may know it (kubelet removeMissingExtendedResources). */
  private static boolean isUnknownDevice(String name, Map<String, Long> capacity) {
    return name.contains("/") && !capacity.containsKey(name);
  }

  private static Map<String, Long> amounts(Resources resources) {
    Map<String, Long> amounts = new LinkedHashMap<>();
    amounts.put("cpu", resources.cpuMillis());
    amounts.put("memory", resources.memoryBytes());
    Map<String, Long> others = new TreeMap<>(resources.extended());
    Long storage = others.remove(STORAGE);
    if (storage != null) {
      amounts.put(STORAGE, storage);
    }
    amounts.putAll(others);
    return amounts;
  }
}
