package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.Stage;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPhaseTest {

  @Test
  void a_pod_nothing_was_heard_of_is_pending() {
    assertThat(Situation.withContainers("a").at(1).getPhase()).isEqualTo("Pending");
  }

  @Test
  void a_pod_whose_init_container_runs_is_pending() {
    assertThat(Situation.withInit().started(1).running("init", 0, 2).at(3).getPhase())
        .isEqualTo("Pending");
  }

  @Test
  void a_pod_whose_init_container_failed_has_failed_when_it_never_restarts() {
    Situation situation =
        Situation.withInit()
            .started(1)
            .running("init", 0, 2)
            .exited("init", 0, 2, 3, 5)
            .ended(3, "Failed");

    assertThat(situation.at(4).getPhase()).isEqualTo("Failed");
  }

  @Test
  void a_pod_whose_init_container_failed_waits_when_it_is_restarted() {
    Situation situation =
        Situation.of(Situation.pod("OnFailure", List.of("init"), List.of("main")))
            .started(1)
            .running("init", 0, 2)
            .exited("init", 0, 2, 3, 5)
            .waiting("init", 1, 3, "CrashLoopBackOff", "back-off");

    assertThat(situation.at(4).getPhase()).isEqualTo("Pending");
  }

  @Test
  void a_pod_that_never_restarts_waits_for_an_init_container_that_does() {
    Pod pod = Situation.pod("Never", List.of("init"), List.of("main"));
    pod.getSpec().getInitContainers().get(0).setRestartPolicy("OnFailure");

    assertThat(Situation.of(pod).started(1).exited("init", 0, 2, 3, 5).at(4).getPhase())
        .isEqualTo("Pending");
  }

  @Test
  void a_pod_that_always_restarts_fails_with_an_init_container_that_does_not() {
    Pod pod = Situation.pod("Always", List.of("init"), List.of("main"));
    pod.getSpec().getInitContainers().get(0).setRestartPolicy("Never");
    Situation situation =
        Situation.of(pod).started(1).exited("init", 0, 2, 3, 5).ended(4, "Failed");

    assertThat(situation.at(5).getPhase()).isEqualTo("Failed");
  }

  @Test
  void a_pod_that_never_restarts_runs_while_a_container_of_its_own_policy_is_restarted() {
    Pod pod = Situation.pod("Never", List.of(), List.of("main", "other"));
    pod.getSpec().getContainers().get(0).setRestartPolicy("OnFailure");
    Situation situation =
        Situation.of(pod)
            .started(1)
            .exited("other", 0, 2, 3, 0)
            .exited("main", 0, 2, 3, 5)
            .waiting("main", 1, 3, "CrashLoopBackOff", "back-off");

    assertThat(situation.at(4).getPhase()).isEqualTo("Running");
    assertThat(situation.exited("main", 1, 5, 6, 0).ended(6, "Completed").at(7).getPhase())
        .isEqualTo("Succeeded");
  }

  @Test
  void a_pod_with_one_container_that_was_never_started_is_pending() {
    assertThat(Situation.withContainers("a", "b").started(1).running("a", 0, 2).at(3).getPhase())
        .isEqualTo("Pending");
  }

  @Test
  void a_pod_is_running_while_one_container_runs_and_the_others_ended() {
    Situation situation =
        Situation.withContainers("a", "b")
            .started(1)
            .running("a", 0, 2)
            .running("b", 0, 2)
            .exited("b", 0, 2, 3, 1);

    assertThat(situation.at(4).getPhase()).isEqualTo("Running");
  }

  @Test
  void a_pod_whose_container_waits_to_be_started_again_is_running() {
    Situation situation =
        Situation.of(Situation.pod("Always", List.of(), List.of("a")))
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 1)
            .waiting("a", 1, 3, "CrashLoopBackOff", "back-off 10s");

    assertThat(situation.at(4).getPhase()).isEqualTo("Running");
  }

  @ParameterizedTest
  @CsvSource({
    "Never, 0, 0, Succeeded",
    "Never, 0, 3, Failed",
    "OnFailure, 0, 0, Succeeded",
    "Always, 0, 0, Succeeded",
    "Always, 0, 143, Failed",
  })
  void a_pod_that_is_over_succeeded_only_if_all_its_containers_did(
      String policy, int exitA, int exitB, String phase) {
    Situation situation =
        Situation.of(Situation.pod(policy, List.of(), List.of("a", "b")))
            .started(1)
            .running("a", 0, 2)
            .running("b", 0, 2)
            .exited("a", 0, 2, 3, exitA)
            .exited("b", 0, 2, 3, exitB)
            .ended(4, exitA + exitB == 0 ? "Completed" : "Failed");

    assertThat(situation.at(5).getPhase()).isEqualTo(phase);
  }

  @Test
  void a_sidecar_that_has_not_started_keeps_the_pod_pending() {
    assertThat(withSidecar().started(1).at(2).getPhase()).isEqualTo("Pending");
  }

  @Test
  void a_sidecar_that_ended_does_not_make_the_pod_fail() {
    Situation situation =
        withSidecar()
            .started(1)
            .running("side", 0, 1)
            .running("main", 0, 2)
            .exited("main", 0, 2, 3, 0)
            .exited("side", 0, 1, 4, 137)
            .ended(5, "Completed");

    assertThat(situation.at(6).getPhase()).isEqualTo("Succeeded");
  }

  @Test
  void the_terminal_phase_waits_for_the_last_line_of_the_journal() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    situation.publish(2);
    situation.exited("a", 0, 2, 3, 0);

    assertThat(situation.publish(4).getPhase()).isEqualTo("Running");
    assertThat(situation.ended(5, "Completed").at(6).getPhase()).isEqualTo("Succeeded");
  }

  @Test
  void the_terminal_phase_waits_for_containers_that_the_journal_shows_running() {
    Situation situation =
        Situation.withContainers("a", "b")
            .started(1)
            .running("a", 0, 2)
            .running("b", 0, 2)
            .exited("a", 0, 2, 3, 0)
            .ended(4, "Completed");

    assertThat(situation.at(5).getPhase()).isEqualTo("Running");
    assertThat(situation.stage(Stage.OVER).job(JobState.COMPLETED).at(6).getPhase())
        .isEqualTo("Failed");
  }

  @Test
  void a_pod_stopped_from_outside_waits_for_the_batch_systems_word() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    situation.publish(2);
    situation
        .stopping(3, "Terminated")
        .exited("a", 0, 2, 4, 143)
        .ended(5, "Terminated")
        .job(JobState.RUNNING);

    assertThat(situation.publish(6).getPhase()).isEqualTo("Running");
    assertThat(situation.stage(Stage.OVER).job(JobState.PREEMPTED).at(7))
        .extracting(PodStatus::getPhase, PodStatus::getReason)
        .containsExactly("Failed", "Preempting");
  }

  @Test
  void a_pod_that_the_kubelet_cancelled_ends_with_the_last_line() {
    Situation situation =
        Situation.withContainers("a")
            .deleted()
            .cancelled()
            .started(1)
            .running("a", 0, 2)
            .stopping(3, "Terminated")
            .exited("a", 0, 2, 4, 0)
            .ended(5, "Terminated");

    assertThat(situation.at(6).getPhase()).isEqualTo("Succeeded");
  }

  @Test
  void a_terminal_phase_is_never_left() {
    PodStatus failed =
        new PodStatusBuilder()
            .withPhase("Failed")
            .withReason("Evicted")
            .withMessage("by somebody")
            .build();
    Situation situation =
        Situation.withContainers("a").status(failed).started(1).running("a", 0, 2);

    assertThat(situation.at(3))
        .extracting(PodStatus::getPhase, PodStatus::getReason, PodStatus::getMessage)
        .containsExactly("Failed", "Evicted", "by somebody");
  }

  @Test
  void running_is_not_shown_for_a_job_that_the_batch_system_says_ended() {
    Situation situation =
        Situation.withContainers("a").started(1).running("a", 0, 2).job(JobState.COMPLETED);

    assertThat(situation.at(3).getPhase()).isEqualTo("Pending");
  }

  @Test
  void reason_and_message_are_kept_while_the_phase_is() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    PodStatus running = situation.publish(2);
    situation.status(
        new PodStatusBuilder(running).withReason("NodeLost").withMessage("so they say").build());

    assertThat(situation.at(3))
        .extracting(PodStatus::getReason, PodStatus::getMessage)
        .containsExactly("NodeLost", "so they say");
  }

  @Test
  void a_pod_deleted_before_it_was_submitted_has_failed() {
    Situation situation =
        Situation.withContainers("a").deleted().stage(Stage.NEVER_STARTED).jobId(null);

    PodStatus status = situation.at(1);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(Situation.container(status, "a").getState().getTerminated().getReason())
        .isEqualTo("ContainerStatusUnknown");
  }

  @Test
  void a_refused_pod_says_why() {
    Situation situation =
        Situation.withContainers("a")
            .stage(Stage.REFUSED)
            .jobId(null)
            .problem("UnexpectedAdmissionError", "spec.hostPID is not possible", null);

    assertThat(situation.at(1))
        .extracting(PodStatus::getPhase, PodStatus::getReason, PodStatus::getMessage)
        .containsExactly(
            "Failed", "UnexpectedAdmissionError", "Pod was rejected: spec.hostPID is not possible");
  }

  private static Situation withSidecar() {
    Pod pod = Situation.pod("Never", List.of(), List.of("main"));
    Container sidecar =
        new ContainerBuilder()
            .withName("side")
            .withImage("busybox")
            .withRestartPolicy("Always")
            .build();
    return Situation.of(pod.edit().editSpec().addToInitContainers(sidecar).endSpec().build());
  }
}
