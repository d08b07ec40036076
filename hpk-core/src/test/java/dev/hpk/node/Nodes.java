package dev.hpk.node;

import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.Map;

/** A node in tests. */
final class Nodes {

  static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  static final NodeFacts FACTS =
      new NodeFacts("m1", "u1", "b1", "6.1.0-18-amd64", "Debian GNU/Linux 12", "linux", "amd64");

  static final Capacity CAPACITY =
      capacity(new Resources(128_000, 256L << 30, Map.of("nvidia.com/gpu", 8L)));

  private Nodes() {}

  static NodeSettings settings() {
    return NodeSettings.of("hpk-kubelet", "login1", "10.0.0.1", 10250, "0.1.0");
  }

  static Capacity capacity(Resources total) {
    return new Capacity(
        total, new Resources(64_500, 128L << 30, total.extended()), 500, 4, total, Map.of());
  }

  static NodeState healthy() {
    return new NodeState(CAPACITY, Map.of(), "apptainer://1.4.5", "v1.36.2");
  }

  static NodeState with(Map<String, String> problems) {
    return new NodeState(CAPACITY, problems, "apptainer://1.4.5", "v1.36.2");
  }

  static NodeCondition condition(Node node, String type) {
    return node.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
