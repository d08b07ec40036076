package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events that follow from a change of a pod's status. Pure. */
public final class StatusEvents {

  /** What a kubelet tells when a pod's status goes from one to the other. */
  public List<PodEvent> between(Pod pod, @Nullable PodStatus before, PodStatus after) {
    throw new UnsupportedOperationException();
  }

  /** What a kubelet tells when it begins to stop a pod: Killing for each container that runs. */
  public List<PodEvent> killing(Pod pod, @Nullable PodStatus status) {
    throw new UnsupportedOperationException();
  }
}
