package dev.hpk.node;

import dev.hpk.api.job.Capacity;
import dev.hpk.report.EventRecorder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Keeps the node object and its lease: registers, renews, mends, and never gives up. */
public final class NodeController implements AutoCloseable {

  public NodeController(
      KubernetesClient client,
      NodeSettings settings,
      NodeFacts facts,
      Supplier<String> runtimeVersion,
      Supplier<Capacity> capacity,
      NodeHealth health,
      EventRecorder events,
      Clock clock,
      ScheduledExecutorService executor) {
    throw new UnsupportedOperationException();
  }

  /** Begins; returns at once. */
  public void start() {}

  /** Whether the node was registered and its status taken at least once. */
  public boolean isRegistered() {
    return false;
  }

  /** Looks at the status at once, such as after a change of health. */
  public void refresh() {}

  @Override
  public void close() {}
}
