package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** Writes events as a kubelet does. */
public final class EventRecorder {

  public EventRecorder(
      KubernetesClient client,
      String node,
      EventSettings settings,
      Clock clock,
      ScheduledExecutorService executor) {
    throw new UnsupportedOperationException();
  }

  /** Tells something of a pod; returns at once. */
  public void record(Pod pod, PodEvent event) {}

  /** Tells something of the node; returns at once. */
  public void recordNode(PodEvent event) {}
}
