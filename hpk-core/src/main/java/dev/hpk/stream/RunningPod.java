package dev.hpk.stream;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pod whose job runs.
 *
 * @param pod as the API server has it
 * @param job its job
 * @param runtime of its containers
 * @param history what the journal says of it
 */
public record RunningPod(Pod pod, JobId job, ContainerRuntime runtime, PodHistory history) {

  String uid() {
    return pod.getMetadata().getUid();
  }

  String label() {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  /** In the batch system's words. */
  String host() {
    String host = history.host();
    if (host == null) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL, "the host of pod " + label() + " is not known yet");
    }
    return host;
  }

  /** Whether the pod has a network of its own. */
  boolean hasOwnNetwork() {
    return history.sandboxProcess() != null
        && !Objects.equals(history.address(), history.hostAddress());
  }

  /** The first of the pod's addresses; null while it has none. */
  @Nullable String address() {
    String all = history.address();
    return all == null ? null : all.replaceFirst(",.*", "");
  }
}
