package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.testkit.scheduler.FakeScheduler.Cancellation;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod's life on good days. */
final class KubeletLifeTest {

  @TempDir Path work;

  private KubeletWorld world;

  @BeforeEach
  void open() {
    world = new KubeletWorld(work);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_pod_becomes_one_job_and_its_end_reaches_the_api() {
    world.startKubelet();
    Pod pod = world.createPod("once");

    world.runJob(pod);
    world.awaitPhase(pod, "Running");
    assertThat(world.jobs(pod)).hasSize(1);

    world.endJob(pod, 3);
    assertThat(exitCode(world.awaitPhase(pod, "Failed"))).isEqualTo(3);
    assertThat(world.jobs(pod)).hasSize(1);
  }

  @Test
  void an_end_that_the_batch_system_tells_first_has_the_exit_code_of_the_journal() {
    world.startKubelet(Map.of("journalInterval", "1h"));
    Pod pod = world.createPod("slow-journal");
    world.awaitJob(pod);

    world.runJob(pod);
    world.endJob(pod, 3);

    assertThat(exitCode(world.awaitPhase(pod, "Failed"))).isEqualTo(3);
  }

  @Test
  void running_is_shown_neither_before_the_containers_process_nor_after_its_end() {
    world.startKubelet();
    List<String> phases = new CopyOnWriteArrayList<>();
    try (Watch watch = world.client().pods().inNamespace("default").watch(phases(phases))) {
      assertThat(watch).isNotNull();
      Pod pod = world.createPod("honest");
      world.awaitJob(pod);
      world.awaitQuestions(4);
      assertThat(world.current(pod).getStatus().getPhase()).isEqualTo("Pending");

      world.runJob(pod);
      world.awaitPhase(pod, "Running");
      world.endJob(pod, 0);
      world.awaitPhase(pod, "Succeeded");
      world.awaitQuestions(0);
      world.stopKubelet();

      await()
          .atMost(KubeletWorld.LIMIT)
          .until(() -> phases.get(phases.size() - 1).equals("Succeeded"));
      assertThat(withoutRepetition(phases)).containsExactly("Pending", "Running", "Succeeded");
    }
  }

  @Test
  void a_pod_waits_for_its_config_map_and_starts_when_it_appears() {
    world.startKubelet();
    Pod pod = world.createPod("configured", KubeletLifeTest::withConfigMap);

    Pod waiting =
        world.awaitPod(
            pod, now -> now != null && "CreateContainerConfigError".equals(waitingReason(now)));
    assertThat(container(waiting).getState().getWaiting().getMessage()).contains("settings");
    assertThat(world.jobs(pod)).isEmpty();

    world
        .client()
        .configMaps()
        .inNamespace("default")
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .endMetadata()
                .addToData("colour", "red")
                .build())
        .create();

    assertThat(world.awaitJob(pod)).hasSize(1);
    world.runJob(pod);
    world.awaitPhase(pod, "Running");
  }

  @Test
  void what_cannot_be_honoured_is_refused_and_the_field_is_named() {
    world.startKubelet();
    Pod pod =
        world.createPod("unsupported", builder -> builder.editSpec().withHostPID(true).endSpec());

    Pod refused = world.awaitPhase(pod, "Failed");

    assertThat(refused.getStatus().getMessage()).contains("spec.hostPID");
    assertThat(world.awaitEvent(pod, refused.getStatus().getReason())).contains("spec.hostPID");
    assertThat(world.jobs(pod)).isEmpty();
  }

  @Test
  void a_pod_deleted_while_it_waits_is_never_submitted() {
    world.startKubelet();
    Pod pod = world.createPod("unlucky", KubeletLifeTest::withConfigMap);
    world.awaitPod(
        pod, now -> now != null && "CreateContainerConfigError".equals(waitingReason(now)));

    world.delete(pod, 30);

    world.awaitGone(pod);
    assertThat(world.jobs(pod)).isEmpty();
    await().atMost(KubeletWorld.LIMIT).until(() -> !world.directory(pod).toFile().exists());
  }

  @Test
  void a_pod_deleted_while_it_runs_has_its_grace_and_goes_only_after_its_job() {
    world.startKubelet();
    Pod pod = running("deleted");
    world.scheduler().deafToTerm(KubeletWorld.jobName(pod));

    world.delete(pod, 40);

    await().atMost(KubeletWorld.LIMIT).until(() -> !world.scheduler().cancellations().isEmpty());
    world.awaitQuestions(4);
    assertThat(world.current(pod)).isNotNull();
    assertThat(world.scheduler().cancellations())
        .containsExactly(new Cancellation(world.jobs(pod).get(0), Duration.ofSeconds(40)));

    world.endJob(pod, 0);
    world.awaitGone(pod);
    await().atMost(KubeletWorld.LIMIT).until(() -> !world.directory(pod).toFile().exists());
  }

  @Test
  void a_second_deletion_can_shorten_the_grace() {
    world.startKubelet();
    Pod pod = running("twice");
    world.scheduler().deafToTerm(KubeletWorld.jobName(pod));

    world.delete(pod, 600);
    await().atMost(KubeletWorld.LIMIT).until(() -> world.scheduler().cancellations().size() == 1);
    world.delete(pod, 0);

    world.awaitGone(pod);
    assertThat(world.scheduler().cancellations())
        .extracting(Cancellation::grace)
        .containsExactly(Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ZERO);
  }

  @Test
  void a_pod_deleted_without_grace_has_the_second_that_a_kubelet_leaves() {
    world.startKubelet();
    Pod pod = running("at-once");

    world.delete(pod, 0);

    world.awaitGone(pod);
    assertThat(world.scheduler().cancellations())
        .containsExactly(new Cancellation(world.jobs(pod).get(0), Duration.ofSeconds(1)));
  }

  @Test
  void the_job_of_a_pod_removed_by_force_is_cancelled() {
    world.startKubelet();
    Pod pod = running("forced");

    world.removeByForce(pod);

    await().atMost(KubeletWorld.LIMIT).until(() -> !world.scheduler().cancellations().isEmpty());
    assertThat(world.scheduler().cancellations())
        .containsExactly(new Cancellation(world.jobs(pod).get(0), Duration.ofSeconds(1)));
    await().atMost(KubeletWorld.LIMIT).until(() -> !world.directory(pod).toFile().exists());
  }

  @Test
  void a_pod_of_another_node_is_left_alone() {
    world.startKubelet();
    Pod other =
        world.createPod("other", builder -> builder.editSpec().withNodeName("other").endSpec());
    Pod own = world.createPod("own");

    world.awaitJob(own);
    world.awaitQuestions(2);

    assertThat(world.jobs(other)).isEmpty();
    assertThat(world.current(other).getStatus().getPhase()).isEqualTo("Pending");
  }

  @Test
  void fifty_pods_at_once_are_fifty_jobs() {
    world.startKubelet();
    List<Pod> pods = new ArrayList<>();
    for (int index = 0; index < 50; index++) {
      pods.add(world.createPod("pod-" + index));
    }
    pods.forEach(world::awaitJob);
    pods.forEach(world::runJob);
    pods.forEach(pod -> world.endJob(pod, 0));

    pods.forEach(pod -> world.awaitPhase(pod, "Succeeded"));

    assertThat(world.scheduler().submissions()).hasSize(50);
    assertThat(pods).allSatisfy(pod -> assertThat(world.jobs(pod)).hasSize(1));
  }

  private Pod running(String name) {
    Pod pod = world.createPod(name);
    world.awaitJob(pod);
    world.runJob(pod);
    return world.awaitPhase(pod, "Running");
  }

  private static PodBuilder withConfigMap(PodBuilder pod) {
    return pod.editSpec()
        .editFirstContainer()
        .addNewEnvFrom()
        .withNewConfigMapRef()
        .withName("settings")
        .endConfigMapRef()
        .endEnvFrom()
        .endContainer()
        .endSpec();
  }

  private static ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0);
  }

  private static int exitCode(Pod pod) {
    return container(pod).getState().getTerminated().getExitCode();
  }

  private static String waitingReason(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getState().getWaiting() != null)
        .map(status -> status.getState().getWaiting().getReason())
        .findFirst()
        .orElse("");
  }

  private static List<String> withoutRepetition(List<String> words) {
    List<String> result = new ArrayList<>();
    for (String word : words) {
      if (result.isEmpty() || !result.get(result.size() - 1).equals(word)) {
        result.add(word);
      }
    }
    return result;
  }

  private static Watcher<Pod> phases(List<String> phases) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, Pod pod) {
        phases.add(pod.getStatus().getPhase());
      }

      @Override
      public void onClose(WatcherException cause) {
        phases.add("the watch broke: " + cause.getMessage());
      }
    };
  }
}
