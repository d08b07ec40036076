package dev.hpk.node;

import dev.hpk.api.job.Capacity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes of a node while it lives.
 *
 * @param capacity what the batch system offers; null while that was never heard
 * @param problems as in {@link NodeHealth#problems}
 * @param runtimeVersion as in {@code nodeInfo}: {@code apptainer://1.4.5}
 * @param serverVersion the API server's version, such as {@code v1.36.2}
 */
record NodeState(
    @Nullable Capacity capacity,
    Map<String, String> problems,
    String runtimeVersion,
    String serverVersion) {

  NodeState {
    problems = Map.copyOf(problems);
  }
}
