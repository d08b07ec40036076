package dev.hpk.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.EventSettings;
import dev.hpk.testkit.cluster.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeControllerTest {

  private final InMemoryApiServer server = new InMemoryApiServer();
  private final KubernetesClient client = server.client();
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
  private volatile Capacity capacity = Nodes.CAPACITY;
  private volatile Map<String, String> problems = Map.of();
  private NodeController controller;

  @AfterEach
  void stop() {
    if (controller != null) {
      controller.close();
    }
    executor.shutdownNow();
    server.close();
  }

  @Test
  void a_node_is_registered_with_its_taints_and_a_lease_that_it_owns() {
    Taint taint = new Taint("NoSchedule", "virtual-kubelet.io/provider", null, "hpk");
    start(Nodes.settings().withTaints(List.of(taint)));

    eventually(() -> assertThat(lease()).isNotNull());
    assertThat(controller.isRegistered()).isTrue();
    assertThat(node().getSpec().getTaints()).containsExactly(taint);
    assertThat(node().getStatus().getCapacity()).containsEntry("cpu", new Quantity("128"));
    assertThat(Nodes.condition(node(), "Ready").getStatus()).isEqualTo("True");
    assertThat(lease().getSpec())
        .extracting("holderIdentity", "leaseDurationSeconds")
        .containsExactly("hpk-kubelet", 40);
    assertThat(lease().getMetadata().getOwnerReferences())
        .extracting("apiVersion", "kind", "name", "uid")
        .containsExactly(tuple("v1", "Node", "hpk-kubelet", node().getMetadata().getUid()));
  }

  @Test
  void a_node_that_is_there_is_adopted_with_what_others_set_and_without_new_taints() {
    client
        .nodes()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("hpk-kubelet")
                .addToLabels("team", "physics")
                .endMetadata()
                .withNewSpec()
                .withUnschedulable(true)
                .endSpec()
                .withNewStatus()
                .addToCapacity("lab/license", new Quantity("3"))
                .addNewCondition()
                .withType("Theirs")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build())
        .create();
    start(Nodes.settings().withTaints(List.of(new Taint("NoSchedule", "k", null, "v"))));

    eventually(() -> assertThat(Nodes.condition(node(), "Ready").getStatus()).isEqualTo("True"));
    assertThat(node().getMetadata().getLabels()).containsEntry("team", "physics");
    assertThat(node().getSpec().getUnschedulable()).isTrue();
    assertThat(node().getSpec().getTaints()).isEmpty();
    assertThat(node().getStatus().getCapacity())
        .containsEntry("lab/license", new Quantity("3"))
        .containsEntry("cpu", new Quantity("128"));
    assertThat(Nodes.condition(node(), "Theirs").getStatus()).isEqualTo("True");
  }

  @Test
  void a_node_that_somebody_deleted_comes_back_with_its_lease() {
    start(quick());
    eventually(() -> assertThat(lease()).isNotNull());
    String uid = node().getMetadata().getUid();

    client.nodes().withName("hpk-kubelet").delete();
    leases().delete();

    eventually(() -> assertThat(node()).isNotNull());
    eventually(
        () ->
            assertThat(lease().getMetadata().getOwnerReferences().get(0).getUid())
                .isEqualTo(node().getMetadata().getUid())
                .isNotEqualTo(uid));
  }

  @Test
  void the_lease_is_renewed() {
    start(quick());
    eventually(() -> assertThat(lease()).isNotNull());
    ZonedDateTime first = lease().getSpec().getRenewTime();

    eventually(() -> assertThat(lease().getSpec().getRenewTime()).isAfter(first));
  }

  @Test
  void a_lease_that_somebody_else_changed_is_renewed_all_the_same() {
    start(quick());
    eventually(() -> assertThat(lease()).isNotNull());

    leases()
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"holderIdentity\":\"other\"}}");

    eventually(() -> assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("hpk-kubelet"));
  }

  @Test
  void a_change_of_health_shows_at_once_when_asked_for() {
    start(Nodes.settings());
    eventually(() -> assertThat(node()).isNotNull());

    problems = Map.of(NodeHealth.SCHEDULER, "slurmctld does not answer");
    controller.refresh();

    eventually(
        () ->
            assertThat(Nodes.condition(node(), "Ready").getMessage())
                .isEqualTo("slurmctld does not answer"));
    eventually(
        () ->
            assertThat(client.v1().events().inNamespace("default").list().getItems())
                .extracting(Event::getReason)
                .containsExactlyInAnyOrder("Starting", "NodeReady", "NodeNotReady"));
  }

  @Test
  void a_change_of_capacity_shows_while_running() {
    start(quick());
    eventually(() -> assertThat(node()).isNotNull());

    capacity = Nodes.capacity(new Resources(192_000, 1L << 40, Map.of()));

    eventually(
        () ->
            assertThat(node().getStatus().getCapacity())
                .containsEntry("cpu", new Quantity("192"))
                .doesNotContainKey("nvidia.com/gpu"));
  }

  @Test
  void a_node_registers_before_the_batch_system_ever_answered() {
    capacity = null;
    problems = Map.of(NodeHealth.SCHEDULER, "away");
    start(quick());
    eventually(() -> assertThat(Nodes.condition(node(), "Ready").getStatus()).isEqualTo("False"));

    capacity = Nodes.CAPACITY;
    problems = Map.of();

    eventually(() -> assertThat(Nodes.condition(node(), "Ready").getStatus()).isEqualTo("True"));
    assertThat(node().getStatus().getCapacity()).containsEntry("cpu", new Quantity("128"));
  }

  @Test
  void a_source_that_throws_does_not_end_the_controller() {
    problems = null;
    start(quick());

    problems = Map.of();

    eventually(() -> assertThat(node()).isNotNull());
  }

  @Test
  void a_closed_controller_leaves_the_node_as_it_is() {
    start(quick());
    eventually(() -> assertThat(lease()).isNotNull());
    controller.close();
    controller.close();
    executor.shutdown();
    await().atMost(Duration.ofSeconds(30)).until(executor::isTerminated);

    assertThat(Nodes.condition(node(), "Ready").getStatus()).isEqualTo("True");
  }

  private void start(NodeSettings settings) {
    EventRecorder events =
        new EventRecorder(
            client, "hpk-kubelet", EventSettings.DEFAULT, Clock.systemUTC(), executor);
    controller =
        new NodeController(
            client,
            settings,
            Nodes.FACTS,
            () -> "apptainer://1.4.5",
            () -> capacity,
            () -> problems,
            events,
            Clock.systemUTC(),
            executor);
    controller.start();
  }

  private static NodeSettings quick() {
    return Nodes.settings()
        .withIntervals(
            Duration.ofMillis(50),
            Duration.ofMinutes(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(40));
  }

  private Node node() {
    return client.nodes().withName("hpk-kubelet").get();
  }

  private Lease lease() {
    return leases().get();
  }

  private Resource<Lease> leases() {
    return client.leases().inNamespace("kube-node-lease").withName("hpk-kubelet");
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(assertion);
  }
}
