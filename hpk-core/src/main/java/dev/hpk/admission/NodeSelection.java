package dev.hpk.admission;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a pod's nodeSelector and required nodeAffinity fit a node (component-helpers). */
final class NodeSelection {

  private final Map<String, String> labels;
  private final Map<String, String> fields;

  NodeSelection(Node node) {
    Map<String, String> known = node.getMetadata().getLabels();
    this.labels = known == null ? Map.of() : known;
    this.fields = Map.of("metadata.name", node.getMetadata().getName());
  }

  /** Whether the answer depends on the node at all. */
  static boolean isAsked(PodSpec spec) {
    return (spec.getNodeSelector() != null && !spec.getNodeSelector().isEmpty())
        || required(spec) != null;
  }

  boolean accepts(PodSpec spec) {
    Map<String, String> selector = spec.getNodeSelector();
    if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
      return false;
    }
    NodeSelector required = required(spec);
    return required == null || required.getNodeSelectorTerms().stream().anyMatch(this::accepts);
  }

  private static @Nullable NodeSelector required(PodSpec spec) {
    Affinity affinity = spec.getAffinity();
    return affinity == null || affinity.getNodeAffinity() == null
        ? null
        : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
  }

  /** A term without requirements accepts nothing. */
  private boolean accepts(NodeSelectorTerm term) {
    if (term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty()) {
      return false;
    }
    return term.getMatchExpressions().stream().allMatch(each -> accepts(each, labels))
        && term.getMatchFields().stream().allMatch(each -> accepts(each, fields));
  }

  private static boolean accepts(NodeSelectorRequirement wanted, Map<String, String> present) {
    String value = present.get(wanted.getKey());
    return switch (String.valueOf(wanted.getOperator())) {
      case "In" -> value != null && wanted.getValues().contains(value);
      case "NotIn" -> value == null || !wanted.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compare(value, wanted) > 0;
      case "Lt" -> compare(value, wanted) < 0;
      default -> false;
    };
  }

  /** 0, which is neither greater nor less, where one of both is no number. */
  private static int compare(@Nullable String value, NodeSelectorRequirement wanted) {
    if (value == null || wanted.getValues().size() != 1) {
      return 0;
    }
    try {
      return Long.compare(Long.parseLong(value), Long.parseLong(wanted.getValues().get(0)));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
