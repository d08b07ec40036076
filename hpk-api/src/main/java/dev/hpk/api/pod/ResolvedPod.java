package dev.hpk.api.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pod with everything it names already read: what a {@link dev.hpk.api.PodTranslator} is given.
 *
 * @param pod the pod as the API server has it
 * @param containers init containers in order, then containers in order
 * @param volumes by name
 */
public record ResolvedPod(
    Pod pod, List<ResolvedContainer> containers, Map<String, ResolvedVolume> volumes) {

  public ResolvedPod {
    containers = List.copyOf(containers);
    volumes = new TreeMap<>(volumes);
  }

  public String uid() {
    return pod.getMetadata().getUid();
  }

  public String name() {
    return pod.getMetadata().getName();
  }

  public String namespace() {
    return pod.getMetadata().getNamespace();
  }

  @Override
  public String toString() {
    return "ResolvedPod[" + namespace() + "/" + name() + "]";
  }
}
