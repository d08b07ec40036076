package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.Stage;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusEventsTest {

  private final StatusEvents events = new StatusEvents();

  @Test
  void a_container_that_started_was_created_and_started() {
    Situation situation = Situation.withContainers("web").started(1);
    PodStatus before = situation.publish(1);
    PodStatus after = situation.running("web", 0, 2).publish(2);

    assertThat(events.between(situation.pod(), before, after))
        .containsExactly(
            new PodEvent("Normal", "Created", "Created container: web", "spec.containers{web}"),
            new PodEvent("Normal", "Started", "Started container web", "spec.containers{web}"));
  }

  @Test
  void an_init_container_has_a_path_of_its_own() {
    Situation situation = Situation.withInit().started(1);
    PodStatus after = situation.running("init", 0, 2).publish(2);

    assertThat(events.between(situation.pod(), null, after))
        .extracting(PodEvent::fieldPath)
        .containsExactly("spec.initContainers{init}", "spec.initContainers{init}");
  }

  @Test
  void a_container_that_came_and_went_unseen_is_told_of_all_the_same() {
    Situation situation = Situation.withContainers("a").started(1);
    PodStatus before = situation.publish(1);
    PodStatus after =
        situation.running("a", 0, 2).exited("a", 0, 2, 3, 0).ended(4, "Completed").publish(4);

    assertThat(events.between(situation.pod(), before, after))
        .extracting(PodEvent::reason)
        .containsExactly("Created", "Started");
  }

  @Test
  void nothing_is_told_twice() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    PodStatus running = situation.publish(2);
    PodStatus ended = situation.exited("a", 0, 2, 3, 0).ended(4, "Completed").publish(4);

    assertThat(events.between(situation.pod(), running, running)).isEmpty();
    assertThat(events.between(situation.pod(), running, ended)).isEmpty();
  }

  @Test
  void a_restart_is_told_of() {
    Situation situation =
        Situation.of(Situation.pod("Always", List.of(), List.of("a")))
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 1);
    PodStatus before = situation.publish(3);
    PodStatus waiting = situation.waiting("a", 1, 3, "CrashLoopBackOff", "back-off 10s").publish(3);
    PodStatus again = situation.running("a", 1, 14).publish(14);

    assertThat(events.between(situation.pod(), before, waiting))
        .containsExactly(
            new PodEvent(
                "Warning",
                "BackOff",
                "Back-off restarting failed container a in pod p_lab(" + Situation.UID + ")",
                "spec.containers{a}"));
    assertThat(events.between(situation.pod(), waiting, again))
        .extracting(PodEvent::reason)
        .containsExactly("Created", "Started");
  }

  @Test
  void a_pull_that_failed_is_told_of_with_the_engines_message() {
    Situation situation = Situation.withContainers("a").started(1);
    PodStatus before = situation.publish(1);
    PodStatus failed = situation.waiting("a", 0, 2, "ErrImagePull", "no such host").publish(2);
    PodStatus waiting =
        situation.waiting("a", 0, 3, "ImagePullBackOff", "Back-off pulling").publish(3);

    assertThat(events.between(situation.pod(), before, failed))
        .containsExactly(
            new PodEvent(
                "Warning",
                "Failed",
                "Failed to pull image \"busybox\": no such host",
                "spec.containers{a}"),
            new PodEvent("Warning", "Failed", "Error: ErrImagePull", "spec.containers{a}"));
    assertThat(events.between(situation.pod(), failed, waiting))
        .containsExactly(
            new PodEvent(
                "Normal", "BackOff", "Back-off pulling image \"busybox\"", "spec.containers{a}"),
            new PodEvent("Warning", "Failed", "Error: ImagePullBackOff", "spec.containers{a}"));
  }

  @Test
  void a_missing_object_is_told_of_in_its_own_words() {
    Situation situation = Situation.withContainers("a").stage(Stage.ACCEPTED).jobId(null);
    PodStatus after =
        situation
            .problem("CreateContainerConfigError", "configmap \"c\" not found", "a")
            .publish(1);

    assertThat(events.between(situation.pod(), null, after))
        .containsExactly(
            new PodEvent(
                "Warning", "Failed", "Error: configmap \"c\" not found", "spec.containers{a}"));
  }

  @ParameterizedTest
  @CsvSource({
    "FailedMount, MountVolume.SetUp failed for volume: no such directory",
    "FailedMount, 'Unable to attach or mount volumes: unmounted volumes=[v]'",
    "FailedCreatePodSandBox, Failed to create pod sandbox: exit code 1",
  })
  void what_stands_in_the_way_of_the_pod_is_told_of_once(String reason, String message) {
    Situation situation = Situation.withContainers("a", "b").started(1);
    PodStatus before = situation.publish(1);
    PodStatus after =
        situation
            .waiting("a", 0, 2, "ContainerCreating", message)
            .waiting("b", 0, 2, "ContainerCreating", message)
            .publish(2);

    assertThat(events.between(situation.pod(), before, after))
        .containsExactly(new PodEvent("Warning", reason, message, null));
  }

  @Test
  void a_container_that_could_not_be_run_is_told_of() {
    Situation situation = Situation.withContainers("a").started(1);
    PodStatus before = situation.publish(1);
    PodStatus after = situation.exited("a", 0, 2, 2, 127, "StartError", "no such file").publish(2);

    assertThat(events.between(situation.pod(), before, after))
        .contains(new PodEvent("Warning", "Failed", "Error: no such file", "spec.containers{a}"));
  }

  @Test
  void a_lost_container_that_never_started_is_not_told_of_as_started() {
    Situation situation = Situation.withContainers("a").job(JobState.PENDING);
    PodStatus before = situation.publish(1);
    PodStatus after = situation.stage(Stage.OVER).job(JobState.CANCELLED).publish(2);

    assertThat(events.between(situation.pod(), before, after))
        .containsExactly(
            new PodEvent("Warning", "JobCancelled", "job 4711 was cancelled (CANCELLED)", null));
  }

  @Test
  void a_passed_deadline_is_told_of_as_a_kubelet_does() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    PodStatus before = situation.publish(2);
    PodStatus after =
        situation.stage(Stage.OVER).job(JobState.CANCELLED).deadlinePassed().publish(9);

    assertThat(events.between(situation.pod(), before, after))
        .containsExactly(
            new PodEvent(
                "Normal",
                "DeadlineExceeded",
                "Pod was active on the node longer than the specified deadline",
                null));
  }

  @Test
  void a_refusal_is_told_of_without_the_words_of_the_status() {
    Situation situation =
        Situation.withContainers("a").stage(Stage.REFUSED).problem("OutOfcpu", "too many", null);

    assertThat(events.between(situation.pod(), null, situation.at(1)))
        .containsExactly(new PodEvent("Warning", "OutOfcpu", "too many", null));
  }

  @Test
  void a_failed_post_start_hook_is_told_of_by_the_supervisor_alone() {
    Situation situation = Situation.withContainers("a").started(1);
    PodStatus before = situation.publish(1);
    PodStatus after =
        situation
            .exited("a", 0, 2, 3, 137)
            .waiting("a", 1, 3, "PostStartHookError", "secret")
            .publish(4);

    assertThat(events.between(situation.pod(), before, after))
        .extracting(PodEvent::reason)
        .containsExactly("Created", "Started");
  }
}
