package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that choose their container runtime by a RuntimeClass. */
final class KubeletRuntimeClassTest {

  @TempDir Path work;

  private KubeletWorld world;

  @BeforeEach
  void open() {
    world = new KubeletWorld(work);
    world.startKubelet();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_pod_waits_for_its_class_and_says_so() {
    Pod pod = createPod("early", "late-class");

    assertThat(world.awaitEvent(pod, "FailedCreatePodSandBox"))
        .isEqualTo(
            "Failed to create pod sandbox: runtimeclass.node.k8s.io \"late-class\" not found");
    assertThat(world.awaitPhase(pod, "Pending").getStatus().getContainerStatuses())
        .singleElement()
        .extracting(status -> status.getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    assertThat(world.jobs(pod)).isEmpty();

    createClass("late-class", "other");
    assertThat(world.awaitJob(pod)).hasSize(1);
  }

  @Test
  void a_handler_that_the_site_has_not_keeps_the_pod_waiting() {
    createClass("exotic", "gvisor");
    Pod pod = createPod("exotic", "exotic");

    assertThat(world.awaitEvent(pod, "FailedCreatePodSandBox"))
        .isEqualTo("Failed to create pod sandbox: no runtime for \"gvisor\" is configured");
    assertThat(world.jobs(pod)).isEmpty();
  }

  @Test
  void what_was_chosen_is_kept_over_a_restart_although_the_class_is_gone() {
    createClass("gone", "other");
    Pod pod = createPod("keeps", "gone");
    world.runJob(pod);
    world.awaitPhase(pod, "Running");

    world.client().resource(runtimeClass("gone", "other")).delete();
    world.stopKubelet();
    world.startKubelet();
    world.endJob(pod, 0);

    Pod ended = world.awaitPhase(pod, "Succeeded");
    assertThat(ended.getStatus().getContainerStatuses().get(0).getContainerID())
        .startsWith("words://");
  }

  private Pod createPod(String name, String runtimeClass) {
    return world.createPod(
        name, pod -> pod.editSpec().withRuntimeClassName(runtimeClass).endSpec());
  }

  private void createClass(String name, String handler) {
    world.client().resource(runtimeClass(name, handler)).create();
  }

  private static io.fabric8.kubernetes.api.model.node.v1.RuntimeClass runtimeClass(
      String name, String handler) {
    return new RuntimeClassBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withHandler(handler)
        .build();
  }
}
