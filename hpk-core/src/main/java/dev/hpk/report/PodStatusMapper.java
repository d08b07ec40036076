package dev.hpk.report;

import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;

/** Journal and the batch system's word in, pod status out. Pure. */
public final class PodStatusMapper {

  /** The status that the pod should have. */
  public PodStatus map(PodObservation observation, Instant now) {
    if (observation.pod().getStatus() != null) {
      return observation.pod().getStatus();
    }
    throw new IllegalStateException("no status before " + now);
  }
}
