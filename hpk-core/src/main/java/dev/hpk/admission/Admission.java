package dev.hpk.admission;

import dev.hpk.translate.PodResources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decision of a kubelet about a pod bound to its node (kubelet lifecycle/predicate.go). */
public final class Admission {

  private static final String OS_LABEL = "kubernetes.io/os";

  private Admission() {}

  /**
   * Why the pod may not run here; empty when it may. Only the first reason is told, as by a
   * kubelet.
   *
   * @param node as the API server has it; null while that is not known, and then not asked
   */
  public static Optional<Rejection> decide(Pod pod, @Nullable Node node, NodeOffer offer) {
    Optional<Rejection> found = checkOperatingSystem(pod.getSpec(), node);
    if (found.isEmpty()) {
      found = ResourceFit.check(PodResources.everything(pod.getSpec()), offer);
    }
    if (found.isEmpty() && node != null) {
      found = checkNode(pod.getSpec(), node);
    }
    return found;
  }

  /** Whether nothing can be decided while the node is not known. */
  public static boolean asksForNode(Pod pod) {
    return NodeSelection.isAsked(pod.getSpec());
  }

  /** Whether a newer look at the node could change the decision. */
  public static boolean dependsOnNode(Rejection rejection) {
    return !rejection.reason().startsWith("OutOf")
        && !rejection.reason().equals("PodOSNotSupported");
  }

  private static Optional<Rejection> checkOperatingSystem(PodSpec spec, @Nullable Node node) {
    Map<String, String> selector = spec.getNodeSelector();
    String wanted = selector == null ? null : selector.get(OS_LABEL);
    if (wanted != null && node != null) {
      Map<String, String> labels = node.getMetadata().getLabels();
      if (labels == null || !wanted.equals(labels.get(OS_LABEL))) {
        return Optional.of(
            new Rejection(
                "PodOSSelectorNodeLabelDoesNotMatch",
                "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"));
      }
    }
    String named = spec.getOs() == null ? null : spec.getOs().getName();
    if (named != null && !named.isEmpty() && !named.equals("linux")) {
      return Optional.of(
          new Rejection(
              "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"));
    }
    return Optional.empty();
  }

  private static Optional<Rejection> checkNode(PodSpec spec, Node node) {
    if (NodeSelection.isAsked(spec) && !new NodeSelection(node).accepts(spec)) {
      return Optional.of(
          Rejection.predicate("NodeAffinity", "node(s) didn't match Pod's node affinity/selector"));
    }
    if (!Taints.areTolerated(node, spec)) {
      return Optional.of(
          Rejection.predicate(
              "TaintToleration", "node(s) had taints that the pod didn't tolerate"));
    }
    return Optional.empty();
  }
}
