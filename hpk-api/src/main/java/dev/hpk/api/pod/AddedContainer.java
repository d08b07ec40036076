package dev.hpk.api.pod;

import org.jspecify.annotations.Nullable;

/**
 * A container that is added to a pod which was submitted already ({@code kubectl debug}).
 *
 * @param pod the pod, with this container as its only one, and with the volumes that it mounts;
 *     what the kubelet wrote into them is not repeated
 * @param position in {@code spec.ephemeralContainers}
 * @param target the container whose processes it shares; null when it has its own
 */
public record AddedContainer(ResolvedPod pod, int position, @Nullable String target) {

  public AddedContainer {
    if (pod.containers().size() != 1) {
      throw new IllegalArgumentException("containers to add are not one: " + pod.containers());
    }
  }

  /** The container itself. */
  public ResolvedContainer container() {
    return pod.containers().get(0);
  }
}
