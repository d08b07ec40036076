package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartRuleTest {

  @ParameterizedTest
  @CsvSource({
    "Always,    ,          0, true",
    "OnFailure, ,          0, false",
    "OnFailure, ,          1, true",
    "Never,     ,          1, false",
    "Never,     Always,    0, true",
    "Never,     OnFailure, 3, true",
    "Never,     OnFailure, 0, false",
    "Always,    Never,     1, false",
    ",          ,          0, true",
    ",          Never,     0, false",
  })
  void the_policy_of_the_container_takes_the_place_of_the_pods(
      String pod, String own, int code, boolean restarts) {
    Container container = new ContainerBuilder().withRestartPolicy(own).build();

    assertThat(RestartRule.restarts(spec(pod), container, code)).isEqualTo(restarts);
  }

  @ParameterizedTest
  @CsvSource({"3, true", "42, true", "0, false", "1, false", "7, true", "137, true"})
  void a_rule_that_names_the_exit_code_comes_before_the_policy(int code, boolean restarts) {
    Container container =
        new ContainerBuilder()
            .withRestartPolicy("Never")
            .addNewRestartPolicyRule()
            .withAction("Restart")
            .withNewExitCodes()
            .withOperator("In")
            .withValues(List.of(3, 42))
            .endExitCodes()
            .endRestartPolicyRule()
            .addNewRestartPolicyRule()
            .withAction("Restart")
            .withNewExitCodes()
            .withOperator("NotIn")
            .withValues(List.of(0, 1))
            .endExitCodes()
            .endRestartPolicyRule()
            .build();

    assertThat(RestartRule.restarts(spec("Never"), container, code)).isEqualTo(restarts);
  }

  @Test
  void a_rule_of_another_action_changes_nothing() {
    Container container =
        new ContainerBuilder()
            .withRestartPolicy("Never")
            .addNewRestartPolicyRule()
            .withAction("RestartAllContainers")
            .withNewExitCodes()
            .withOperator("In")
            .withValues(List.of(3))
            .endExitCodes()
            .endRestartPolicyRule()
            .build();

    assertThat(RestartRule.restarts(spec("Never"), container, 3)).isFalse();
  }

  private static PodSpec spec(String policy) {
    return new PodSpecBuilder().withRestartPolicy(policy).build();
  }
}
