package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.ContainerRestartRuleOnExitCodes;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Objects;

/** Whether a container that ended is started again (pod/util.go ContainerShouldRestart). Pure. */
final class RestartRule {

  private RestartRule() {}

  /** An init container that succeeded is not started again whatever this says. */
  static boolean restarts(PodSpec spec, Container container, int exitCode) {
    boolean named =
        container.getRestartPolicyRules().stream().anyMatch(rule -> matches(rule, exitCode));
    if (named) {
      return true;
    }
    String own = container.getRestartPolicy();
    String policy =
        own == null ? Objects.requireNonNullElse(spec.getRestartPolicy(), "Always") : own;
    return switch (policy) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  private static boolean matches(ContainerRestartRule rule, int exitCode) {
    ContainerRestartRuleOnExitCodes codes = rule.getExitCodes();
    if (!"Restart".equals(rule.getAction()) || codes == null) {
      return false;
    }
    boolean listed = codes.getValues().contains(exitCode);
    return "In".equals(codes.getOperator()) ? listed : !listed;
  }
}
