package dev.hpk.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names that this kubelet set on the node before, kept in an annotation of the node: what is
 * among them and not wanted any more is its own to remove. The third of the three ways of a
 * three-way patch; names suffice, for values are compared with what is there.
 */
record LastApplied(Set<String> labels, Set<String> annotations, Set<String> resources) {

  static final String ANNOTATION = "hpk.dev/last-applied-names";

  private static final String LABELS = "labels";
  private static final String ANNOTATIONS = "annotations";
  private static final String RESOURCES = "resources";

  LastApplied {
    labels = new TreeSet<>(labels);
    annotations = new TreeSet<>(annotations);
    resources = new TreeSet<>(resources);
  }

  static LastApplied of(Node wanted) {
    return new LastApplied(
        wanted.getMetadata().getLabels().keySet(),
        wanted.getMetadata().getAnnotations().keySet(),
        wanted.getStatus().getCapacity().keySet());
  }

  /** As the node has it; nothing when it has none or somebody spoiled it. */
  static LastApplied read(Node present, KubernetesSerialization serialization) {
    String text =
        present.getMetadata().getAnnotations() == null
            ? null
            : present.getMetadata().getAnnotations().get(ANNOTATION);
    if (text == null) {
      return new LastApplied(Set.of(), Set.of(), Set.of());
    }
    try {
      Map<?, ?> names = serialization.unmarshal(text, Map.class);
      return new LastApplied(set(names, LABELS), set(names, ANNOTATIONS), set(names, RESOURCES));
    } catch (RuntimeException e) {
      return new LastApplied(Set.of(), Set.of(), Set.of());
    }
  }

  String write(KubernetesSerialization serialization) {
    return serialization.asJson(
        Map.of(LABELS, labels, ANNOTATIONS, annotations, RESOURCES, resources));
  }

  private static Set<String> set(Map<?, ?> names, String key) {
    Set<String> set = new TreeSet<>();
    if (names.get(key) instanceof List<?> list) {
      list.forEach(name -> set.add(String.valueOf(name)));
    }
    return set;
  }
}
