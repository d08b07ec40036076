package dev.hpk.server;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.job.JobId;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** What the kubelet port may know of pods. Called by its event loops; must answer at once. */
public interface PodSource {

  /** The pods bound to this node. */
  List<Pod> pods();

  /** The pod of this name that is bound to this node. */
  default Optional<Pod> pod(String namespace, String name) {
    return pods().stream()
        .filter(pod -> pod.getMetadata().getNamespace().equals(namespace))
        .filter(pod -> pod.getMetadata().getName().equals(name))
        .findFirst();
  }

  /** What a pod was submitted as; empty before it was. */
  Optional<Submitted> submitted(String uid);

  /** A pod's job, and the runtime of its containers. */
  record Submitted(JobId job, ContainerRuntime runtime) {}

  /** What the journal says of a pod. */
  PodHistory history(String uid);

  /** Whether what wakes the pods is at work, and was not held up for long. */
  default boolean isLooping() {
    return true;
  }
}
