package dev.hpk.admission;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a pod tolerates a node's taints of effect NoExecute (component-helpers). */
final class Taints {

  private static final String NO_EXECUTE = "NoExecute";

  private Taints() {}

  static boolean areTolerated(Node node, PodSpec spec) {
    return node.getSpec() == null
        || node.getSpec().getTaints().stream()
            .filter(taint -> NO_EXECUTE.equals(taint.getEffect()))
            .allMatch(
                taint -> spec.getTolerations().stream().anyMatch(each -> tolerates(each, taint)));
  }

  private static boolean tolerates(Toleration toleration, Taint taint) {
    if (!isEmpty(toleration.getEffect()) && !NO_EXECUTE.equals(toleration.getEffect())) {
      return false;
    }
    if (!isEmpty(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
      return false;
    }
    if ("Exists".equals(toleration.getOperator())) {
      return true;
    }
    return !isEmpty(toleration.getKey())
        && Objects.equals(orEmpty(toleration.getValue()), orEmpty(taint.getValue()));
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
