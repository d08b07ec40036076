package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that were bound to the node by name. */
final class KubeletAdmissionTest {

  private static final Resources HOST = new Resources(4000, 8L << 30, Map.of());
  private static final Resources ALL = new Resources(8000, 16L << 30, Map.of());

  @TempDir Path work;

  private KubeletWorld world;

  @BeforeEach
  void open() {
    world = new KubeletWorld(work);
    world.scheduler().capacity(new Capacity(ALL, ALL, 1000, 2, HOST, Map.of()));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void in_a_queue_only_what_no_host_can_give_is_rejected() {
    world.startKubelet();
    Pod large = world.createPod("large", pod -> asking(pod, "5"));
    List<Pod> many =
        IntStream.range(0, 4)
            .mapToObj(each -> world.createPod("fits-" + each, pod -> asking(pod, "4")))
            .toList();

    Pod failed = world.awaitPhase(large, "Failed");
    assertThat(failed.getStatus().getReason()).isEqualTo("OutOfcpu");
    assertThat(failed.getStatus().getMessage())
        .isEqualTo(
            "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0,"
                + " capacity: 4000");
    assertThat(world.awaitEvent(large, "OutOfcpu")).startsWith("Node didn't have enough");
    assertThat(world.count(large, "OutOfcpu")).isEqualTo(1);
    assertThat(world.jobs(large)).isEmpty();
    many.forEach(pod -> assertThat(world.awaitJob(pod)).hasSize(1));
  }

  @Test
  void a_strict_node_never_gives_the_last_room_twice() {
    world.startKubelet(Map.of("admission", "strict"));
    List<Pod> pods =
        IntStream.range(0, 8)
            .mapToObj(each -> world.createPod("wants-" + each, pod -> asking(pod, "3")))
            .toList();

    pods.forEach(
        pod ->
            world.awaitPod(
                pod,
                now ->
                    now != null
                        && (!world.jobs(pod).isEmpty()
                            || "OutOfcpu".equals(now.getStatus().getReason()))));
    assertThat(pods).filteredOn(pod -> !world.jobs(pod).isEmpty()).hasSize(2);
  }

  @Test
  void what_a_strict_node_admitted_stays_after_a_restart_and_gives_its_room_back_at_its_end() {
    world.startKubelet(Map.of("admission", "strict"));
    Pod first = world.createPod("first", pod -> asking(pod, "8"));
    world.runJob(first);
    world.awaitPhase(first, "Running");

    world.stopKubelet();
    world.startKubelet(Map.of("admission", "strict"));
    Pod second = world.createPod("second", pod -> asking(pod, "8"));
    assertThat(world.awaitPhase(second, "Failed").getStatus().getMessage())
        .endsWith("cpu, requested: 8000, used: 8000, capacity: 8000");
    assertThat(world.awaitPhase(first, "Running").getStatus().getReason()).isNull();

    world.endJob(first, 0);
    world.awaitPhase(first, "Succeeded");
    Pod third = world.createPod("third", pod -> asking(pod, "8"));
    assertThat(world.awaitJob(third)).hasSize(1);
  }

  @Test
  void no_more_pods_come_than_the_site_allows() {
    world.startKubelet(Map.of("maxPods", "2"));
    List<Pod> pods =
        IntStream.range(0, 5).mapToObj(each -> world.createPod("pod-" + each)).toList();

    pods.forEach(
        pod ->
            world.awaitPod(
                pod,
                now ->
                    now != null
                        && (!world.jobs(pod).isEmpty()
                            || "OutOfpods".equals(now.getStatus().getReason()))));
    assertThat(pods).filteredOn(pod -> !world.jobs(pod).isEmpty()).hasSize(2);
  }

  @Test
  void labels_that_others_gave_the_node_count() {
    world.startKubelet();
    world.createPod("any");
    Pod unlucky = world.createPod("unlucky", KubeletAdmissionTest::forFastDisks);
    assertThat(world.awaitPhase(unlucky, "Failed").getStatus().getReason())
        .isEqualTo("NodeAffinity");

    world
        .client()
        .nodes()
        .withName(KubeletWorld.NODE)
        .edit(
            node -> {
              node.getMetadata().getLabels().put("disk", "fast");
              return node;
            });
    Pod lucky = world.createPod("lucky", KubeletAdmissionTest::forFastDisks);
    assertThat(world.awaitJob(lucky)).hasSize(1);
  }

  private static PodBuilder forFastDisks(PodBuilder pod) {
    return pod.editSpec().withNodeSelector(Map.of("disk", "fast")).endSpec();
  }

  private static PodBuilder asking(PodBuilder pod, String cpu) {
    return pod.editSpec()
        .editFirstContainer()
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity(cpu)))
        .endResources()
        .endContainer()
        .endSpec();
  }
}
