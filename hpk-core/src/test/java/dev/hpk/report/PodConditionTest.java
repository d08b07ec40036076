package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.report.PodObservation.Stage;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodConditionTest {

  @Test
  void conditions_come_in_the_kubelets_order_with_the_generation_they_saw() {
    PodStatus status = Situation.withContainers("a").at(1);

    assertThat(status.getConditions())
        .extracting(PodCondition::getType)
        .containsExactly(
            "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");
    assertThat(status.getConditions())
        .extracting(PodCondition::getObservedGeneration)
        .containsOnly(3L);
    assertThat(status.getObservedGeneration()).isEqualTo(3L);
  }

  @Test
  void containers_may_start_once_the_sandbox_stands_and_until_the_pod_is_over() {
    Situation situation = Situation.withContainers("a");

    assertThat(word(situation.at(1), "PodReadyToStartContainers")).isEqualTo("False||");
    situation.started(1).running("a", 0, 2);
    assertThat(word(situation.at(2), "PodReadyToStartContainers")).isEqualTo("True||");
    situation.exited("a", 0, 2, 3, 0).ended(4, "Completed");
    assertThat(word(situation.at(4), "PodReadyToStartContainers")).isEqualTo("False||");
  }

  @Test
  void init_containers_that_are_not_done_are_named() {
    Situation situation = Situation.of(Situation.pod("Never", List.of("x", "y"), List.of("main")));

    assertThat(word(situation.at(1), "Initialized"))
        .isEqualTo("False|ContainersNotInitialized|containers with incomplete status: [x y]");
    situation.started(1).running("x", 0, 1).exited("x", 0, 1, 2, 0);
    assertThat(word(situation.at(2), "Initialized"))
        .isEqualTo("False|ContainersNotInitialized|containers with incomplete status: [y]");
    situation.running("y", 0, 2).exited("y", 0, 2, 3, 0);
    assertThat(word(situation.at(3), "Initialized")).isEqualTo("True||");
  }

  @Test
  void containers_that_are_not_ready_are_named() {
    Situation situation = Situation.withContainers("b", "a").started(1).running("a", 0, 2);

    assertThat(word(situation.at(2), "ContainersReady"))
        .isEqualTo("False|ContainersNotReady|containers with unready status: [b]");
    assertThat(word(situation.at(2), "Ready"))
        .isEqualTo("False|ContainersNotReady|containers with unready status: [b]");
    situation.running("b", 0, 3);
    assertThat(word(situation.at(3), "Ready")).isEqualTo("True||");
  }

  @Test
  void a_pod_that_succeeded_is_initialised_but_not_ready() {
    PodStatus status =
        Situation.withContainers("a")
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 0)
            .ended(4, "Completed")
            .at(5);

    assertThat(word(status, "Initialized")).isEqualTo("True|PodCompleted|");
    assertThat(word(status, "Ready")).isEqualTo("False|PodCompleted|");
    assertThat(word(status, "ContainersReady")).isEqualTo("False|PodCompleted|");
  }

  @Test
  void a_pod_that_failed_is_not_ready() {
    PodStatus status =
        Situation.withContainers("a")
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 1)
            .ended(4, "Failed")
            .at(5);

    assertThat(word(status, "Ready")).isEqualTo("False|PodFailed|");
    assertThat(word(status, "ContainersReady")).isEqualTo("False|PodFailed|");
  }

  @Test
  void a_refused_pod_has_no_containers_to_speak_of() {
    PodStatus status =
        Situation.withInit().stage(Stage.REFUSED).problem("OutOfcpu", "too much", null).at(1);

    assertThat(status.getContainerStatuses()).isEmpty();
    assertThat(word(status, "Ready")).isEqualTo("False|UnknownContainerStatuses|");
    assertThat(word(status, "Initialized")).isEqualTo("False|UnknownContainerStatuses|");
  }

  @Test
  void readiness_gates_count() {
    Situation situation =
        Situation.of(
                Situation.pod("Never", List.of(), List.of("a"))
                    .edit()
                    .editSpec()
                    .addNewReadinessGate("lab/checked")
                    .endSpec()
                    .build())
            .started(1)
            .running("a", 0, 2);

    assertThat(word(situation.at(2), "Ready"))
        .isEqualTo(
            "False|ReadinessGatesNotReady|corresponding condition of pod readiness gate"
                + " \"lab/checked\" does not exist.");
    situation.status(with(condition("lab/checked", "False")));
    assertThat(word(situation.at(3), "Ready"))
        .isEqualTo(
            "False|ReadinessGatesNotReady|the status of pod readiness gate"
                + " \"lab/checked\" is not \"True\", but False");
    situation.status(with(condition("lab/checked", "True")));
    assertThat(word(situation.at(4), "Ready")).isEqualTo("True||");
  }

  @Test
  void conditions_of_others_are_kept_as_they_are() {
    PodCondition foreign = condition("lab/checked", "True");

    assertThat(Situation.withContainers("a").status(with(foreign)).at(1).getConditions())
        .contains(foreign)
        .hasSize(6);
  }

  @Test
  void a_disruption_told_by_others_is_kept() {
    PodCondition foreign =
        new PodConditionBuilder(condition("DisruptionTarget", "True"))
            .withReason("EvictionByEvictionAPI")
            .build();
    Situation situation =
        Situation.withContainers("a")
            .status(with(foreign))
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 0)
            .ended(4, "Completed");

    assertThat(Situation.condition(situation.at(5), "DisruptionTarget")).isEqualTo(foreign);
  }

  @Test
  void the_time_of_a_condition_changes_only_with_its_status() {
    Situation situation = Situation.withContainers("a", "b").started(1);
    situation.publish(1);
    situation.running("a", 0, 2);

    PodCondition stillUnready = Situation.condition(situation.publish(2), "Ready");
    situation.running("b", 0, 3);
    PodCondition ready = Situation.condition(situation.publish(3), "Ready");

    assertThat(stillUnready.getMessage()).isEqualTo("containers with unready status: [b]");
    assertThat(stillUnready.getLastTransitionTime()).isEqualTo("2026-11-30T12:00:01Z");
    assertThat(ready.getLastTransitionTime()).isEqualTo("2026-11-30T12:00:03Z");
  }

  private static PodStatus with(PodCondition condition) {
    return new PodStatusBuilder().withConditions(condition).build();
  }

  private static PodCondition condition(String type, String status) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withLastTransitionTime("2026-11-30T11:00:00Z")
        .build();
  }

  private static String word(PodStatus status, String type) {
    PodCondition condition = Situation.condition(status, type);
    return "%s|%s|%s"
        .formatted(
            condition.getStatus(),
            condition.getReason() == null ? "" : condition.getReason(),
            condition.getMessage() == null ? "" : condition.getMessage());
  }
}
