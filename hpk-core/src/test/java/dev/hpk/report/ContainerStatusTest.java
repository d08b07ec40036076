package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.report.PodObservation.Stage;
import dev.hpk.watch.JournalLine;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerStatusTest {

  @Test
  void a_container_waits_to_be_created_at_first() {
    ContainerStatus status = status(Situation.withContainers("a").at(1), "a");

    assertThat(status.getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
    assertThat(status)
        .extracting("ready", "started", "restartCount", "image", "imageID", "containerID")
        .containsExactly(false, false, 0, "busybox", "", null);
  }

  @Test
  void containers_wait_for_initialisation_when_there_are_init_containers() {
    PodStatus status = Situation.withInit().at(1);

    assertThat(status(status, "init").getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
    assertThat(status(status, "main").getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
  }

  @Test
  void a_container_runs_since_the_second_its_process_came_to_be() {
    ContainerStatus status =
        status(Situation.withContainers("a").started(1).running("a", 0, 2).at(9), "a");

    assertThat(status.getState().getRunning().getStartedAt()).isEqualTo("2026-11-30T12:00:02Z");
    assertThat(status)
        .extracting("ready", "started", "restartCount", "imageID", "containerID")
        .containsExactly(
            true,
            true,
            0,
            "docker.io/library/busybox:latest",
            "apptainer://" + Situation.UID + "-a-0");
  }

  @Test
  void a_container_with_a_startup_probe_is_neither_started_nor_ready_before_it_succeeds() {
    Situation situation = Situation.of(probed(true, false)).started(1).running("a", 0, 2);

    assertThat(status(situation.at(3), "a"))
        .extracting("started", "ready")
        .containsExactly(false, false);
    assertThat(status(situation.probed("a", 0, 4, "started").at(5), "a"))
        .extracting("started", "ready")
        .containsExactly(true, true);
  }

  @Test
  void a_container_with_a_readiness_probe_is_ready_while_it_succeeds() {
    Situation situation = Situation.of(probed(false, true)).started(1).running("a", 0, 2);

    assertThat(status(situation.publish(3), "a").getReady()).isFalse();
    assertThat(status(situation.publish(3), "a").getStarted()).isTrue();
    assertThat(status(situation.probed("a", 0, 4, "ready").publish(4), "a").getReady()).isTrue();
    assertThat(status(situation.probed("a", 0, 5, "unready").publish(5), "a").getReady()).isFalse();
  }

  @Test
  void a_container_started_again_is_probed_from_the_beginning() {
    PodStatus status =
        Situation.of(probed(true, true))
            .started(1)
            .running("a", 0, 2)
            .probed("a", 0, 3, "started")
            .probed("a", 0, 3, "ready")
            .exited("a", 0, 2, 4, 1)
            .running("a", 1, 5)
            .probed("a", 0, 5, "ready")
            .at(6);

    assertThat(status(status, "a"))
        .extracting("started", "ready", "restartCount")
        .containsExactly(false, false, 1);
  }

  @Test
  void a_journal_that_lags_does_not_take_back_that_a_container_is_started() {
    Situation situation = Situation.of(probed(true, false)).started(1).running("a", 0, 2);
    PodHistory before = situation.observation().history();
    situation.probed("a", 0, 3, "started").publish(3);

    assertThat(status(situation.history(before).at(4), "a").getStarted()).isTrue();
  }

  @Test
  void a_container_with_a_hook_ran_before_it_was_shown_running() {
    JournalLine late = Situation.containerLine(9, "running", "a", 0, 2, null, null, null);

    assertThat(
            status(Situation.withContainers("a").started(1).line(late).at(9), "a")
                .getState()
                .getRunning()
                .getStartedAt())
        .isEqualTo("2026-11-30T12:00:02Z");
  }

  private static Pod probed(boolean startup, boolean readiness) {
    Probe probe = new ProbeBuilder().withNewTcpSocket().withNewPort(80).endTcpSocket().build();
    return Situation.pod("Always", List.of(), List.of("a"))
        .edit()
        .editSpec()
        .editContainer(0)
        .withStartupProbe(startup ? probe : null)
        .withReadinessProbe(readiness ? probe : null)
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void a_container_that_ended_shows_how() {
    ContainerStatus status =
        status(
            Situation.withContainers("a")
                .started(1)
                .running("a", 0, 2)
                .exited("a", 0, 2, 3, 7, "Error", "it broke")
                .at(9),
            "a");

    assertThat(status.getState().getTerminated())
        .extracting("exitCode", "reason", "message", "startedAt", "finishedAt", "containerID")
        .containsExactly(
            7,
            "Error",
            "it broke",
            "2026-11-30T12:00:02Z",
            "2026-11-30T12:00:03Z",
            "apptainer://" + Situation.UID + "-a-0");
    assertThat(status).extracting("ready", "started").containsExactly(false, false);
  }

  @Test
  void an_init_container_is_ready_once_it_succeeded() {
    Situation situation = Situation.withInit().started(1).running("init", 0, 2);

    assertThat(status(situation.at(2), "init").getReady()).isFalse();
    assertThat(status(situation.exited("init", 0, 2, 3, 0).at(3), "init").getReady()).isTrue();
  }

  @Test
  void an_init_container_that_failed_is_not_ready() {
    Situation situation =
        Situation.withInit().started(1).running("init", 0, 2).exited("init", 0, 2, 3, 1);

    assertThat(status(situation.at(3), "init").getReady()).isFalse();
  }

  @Test
  void a_container_that_waits_to_be_started_again_shows_its_last_end() {
    ContainerStatus status =
        status(
            always()
                .started(1)
                .running("a", 0, 2)
                .exited("a", 0, 2, 3, 1)
                .waiting("a", 1, 3, "CrashLoopBackOff", "back-off 10s")
                .at(9),
            "a");

    assertThat(status.getState().getWaiting())
        .extracting("reason", "message")
        .containsExactly("CrashLoopBackOff", "back-off 10s");
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(1);
    assertThat(status.getRestartCount()).isZero();
  }

  @Test
  void a_container_started_again_counts_its_restart_and_shows_its_last_end() {
    ContainerStatus status =
        status(
            always().started(1).running("a", 0, 2).exited("a", 0, 2, 3, 1).running("a", 1, 4).at(9),
            "a");

    assertThat(status.getState().getRunning().getStartedAt()).isEqualTo("2026-11-30T12:00:04Z");
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(1);
    assertThat(status.getRestartCount()).isEqualTo(1);
    assertThat(status.getContainerID()).endsWith("-a-1");
  }

  @Test
  void a_container_that_ended_twice_shows_both_ends() {
    ContainerStatus status =
        status(
            always()
                .started(1)
                .running("a", 0, 2)
                .exited("a", 0, 2, 3, 1)
                .running("a", 1, 4)
                .exited("a", 1, 4, 5, 2)
                .at(9),
            "a");

    assertThat(status.getState().getTerminated().getExitCode()).isEqualTo(2);
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(1);
  }

  @Test
  void one_that_waited_to_be_started_again_when_the_pod_ended_shows_its_real_end() {
    ContainerStatus status =
        status(
            always()
                .started(1)
                .running("a", 0, 2)
                .exited("a", 0, 2, 3, 9)
                .waiting("a", 1, 3, "CrashLoopBackOff", "back-off 10s")
                .stage(Stage.OVER)
                .at(9),
            "a");

    assertThat(status.getState().getTerminated().getExitCode()).isEqualTo(9);
    assertThat(status.getLastState().getTerminated()).isNull();
  }

  @Test
  void regular_containers_come_by_name_and_init_containers_in_the_order_of_the_pod() {
    PodStatus status =
        Situation.of(Situation.pod("Never", List.of("z", "y"), List.of("c", "a", "b"))).at(1);

    assertThat(status.getInitContainerStatuses())
        .extracting(ContainerStatus::getName)
        .containsExactly("z", "y");
    assertThat(status.getContainerStatuses())
        .extracting(ContainerStatus::getName)
        .containsExactly("a", "b", "c");
  }

  @Test
  void a_pull_that_failed_shows_why_the_container_waits() {
    ContainerStatus status =
        status(
            Situation.withContainers("a")
                .started(1)
                .waiting("a", 0, 2, "ErrImagePull", "manifest unknown")
                .at(9),
            "a");

    assertThat(status.getState().getWaiting())
        .extracting("reason", "message")
        .containsExactly("ErrImagePull", "manifest unknown");
  }

  @Test
  void a_problem_of_one_container_shows_there_only() {
    PodStatus status =
        Situation.withContainers("a", "b")
            .stage(Stage.ACCEPTED)
            .jobId(null)
            .problem("CreateContainerConfigError", "configmap \"c\" not found", "b")
            .at(1);

    assertThat(status(status, "a").getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    assertThat(status(status, "b").getState().getWaiting())
        .extracting("reason", "message")
        .containsExactly("CreateContainerConfigError", "configmap \"c\" not found");
  }

  @Test
  void a_problem_of_the_whole_pod_shows_in_all_containers() {
    PodStatus status =
        Situation.withContainers("a", "b")
            .stage(Stage.ACCEPTED)
            .jobId(null)
            .problem("ErrImagePull", "no such host", null)
            .at(1);

    assertThat(status.getContainerStatuses())
        .extracting(container -> container.getState().getWaiting().getReason())
        .containsExactly("ErrImagePull", "ErrImagePull");
  }

  @Test
  void messages_are_cut_to_each_containers_share() {
    Situation situation =
        Situation.withContainers("a", "b", "c")
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 1, "Error", "é".repeat(4000));

    assertThat(status(situation.at(4), "a").getState().getTerminated().getMessage())
        .isEqualTo("é".repeat(2048));
  }

  @Test
  void no_character_is_cut_in_two() {
    assertThat(TerminationMapper.cut("aé", 2)).isEqualTo("a");
    assertThat(TerminationMapper.cut("a€b", 4)).isEqualTo("a€");
    assertThat(TerminationMapper.cut("abc", 3)).isEqualTo("abc");
  }

  @Test
  void a_journal_that_lags_behind_does_not_take_an_end_back() {
    Situation situation =
        Situation.withContainers("a").started(1).running("a", 0, 2).exited("a", 0, 2, 3, 7);
    situation.publish(3);
    situation.history(PodHistory.NONE).started(1).running("a", 0, 2);

    assertThat(status(situation.at(4), "a").getState().getTerminated().getExitCode()).isEqualTo(7);
  }

  @Test
  void a_journal_that_lags_behind_does_not_take_a_restart_back() {
    Situation situation =
        always().started(1).running("a", 0, 2).exited("a", 0, 2, 3, 1).running("a", 1, 4);
    situation.publish(4);
    situation.history(PodHistory.NONE).started(1).running("a", 0, 2);

    assertThat(status(situation.at(5), "a").getRestartCount()).isEqualTo(1);
  }

  @Test
  void a_container_whose_journal_is_lost_ends_with_what_the_api_server_knew() {
    Situation situation =
        always().started(1).running("a", 0, 2).exited("a", 0, 2, 3, 1).running("a", 1, 4);
    situation.publish(4);
    situation.history(PodHistory.NONE).stage(Stage.OVER);

    ContainerStatus status = status(situation.at(9), "a");

    assertThat(status.getRestartCount()).isEqualTo(1);
    assertThat(status.getState().getTerminated())
        .extracting("exitCode", "startedAt")
        .containsExactly(137, "2026-11-30T12:00:04Z");
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(1);
  }

  @Test
  void regular_containers_stay_waiting_when_the_pod_ended_before_their_turn() {
    PodStatus status =
        Situation.withInit().started(1).running("init", 0, 2).stage(Stage.OVER).at(9);

    assertThat(status(status, "init").getState().getTerminated().getExitCode()).isEqualTo(137);
    assertThat(status(status, "main").getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
  }

  @Test
  void what_a_container_was_given_shows_once_it_was_started() {
    Pod pod = Situation.pod("Never", List.of(), List.of("a"));
    Situation situation =
        Situation.of(
            pod.edit()
                .editSpec()
                .editContainer(0)
                .withResources(
                    new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity("500m"))
                        .build())
                .withVolumeMounts(
                    new VolumeMountBuilder()
                        .withName("v")
                        .withMountPath("/v")
                        .withReadOnly(true)
                        .build())
                .endContainer()
                .endSpec()
                .build());

    assertThat(status(situation.at(1), "a").getResources()).isNull();
    ContainerStatus started = status(situation.started(1).running("a", 0, 2).at(3), "a");
    assertThat(started.getAllocatedResources()).isEqualTo(Map.of("cpu", new Quantity("500m")));
    assertThat(started.getVolumeMounts().get(0))
        .extracting("name", "mountPath", "readOnly", "recursiveReadOnly")
        .containsExactly("v", "/v", true, "Disabled");
  }

  @ParameterizedTest
  @CsvSource({
    "work, , Disabled",
    "work, Disabled, Disabled",
    "work, IfPossible, Enabled",
    "work, Enabled, Enabled",
    "host, IfPossible, Disabled",
    "claim, IfPossible, Disabled",
  })
  void a_mount_is_read_only_all_the_way_down_where_nothing_can_be_mounted_below(
      String volume, @Nullable String wanted, String shown) {
    Situation situation =
        Situation.of(
            new PodBuilder(Situation.pod("Always", List.of(), List.of("a")))
                .editSpec()
                .editFirstContainer()
                .withVolumeMounts(
                    new VolumeMountBuilder()
                        .withName(volume)
                        .withMountPath("/v")
                        .withReadOnly(true)
                        .withRecursiveReadOnly(wanted)
                        .build())
                .endContainer()
                .addNewVolume()
                .withName("work")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("host")
                .withNewHostPath("/data", "")
                .endVolume()
                .addNewVolume()
                .withName("claim")
                .withNewPersistentVolumeClaim("mine", false)
                .endVolume()
                .endSpec()
                .build());

    ContainerStatus started = status(situation.started(1).running("a", 0, 2).at(3), "a");

    assertThat(started.getVolumeMounts().get(0).getRecursiveReadOnly()).isEqualTo(shown);
  }

  private static Situation always() {
    return Situation.of(Situation.pod("Always", List.of(), List.of("a")));
  }

  private static ContainerStatus status(PodStatus status, String name) {
    return Situation.container(status, name);
  }
}
