package dev.hpk.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.EventSettings;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class NodeControllerIT {

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final String name = "node-" + UUID.randomUUID().toString().substring(0, 8);
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
  private volatile Capacity capacity = Nodes.CAPACITY;
  private volatile Map<String, String> problems = Map.of();
  private final NodeController controller =
      new NodeController(
          client,
          NodeSettings.of(name, "login1", "10.0.0.1", 10250, "0.1.0")
              .withLabels(Map.of("type", "virtual-kubelet", "old", "label"))
              .withIntervals(
                  Duration.ofMillis(200),
                  Duration.ofMinutes(5),
                  Duration.ofMillis(500),
                  Duration.ofSeconds(40)),
          NodeFacts.ofThisHost(),
          () -> "apptainer://1.4.5",
          () -> capacity,
          () -> problems,
          new EventRecorder(client, name, EventSettings.DEFAULT, Clock.systemUTC(), executor),
          Clock.systemUTC(),
          executor);

  @AfterEach
  void stop() throws InterruptedException {
    controller.close();
    executor.shutdown();
    assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    client.nodes().withName(name).delete();
    client.close();
  }

  @Test
  void the_node_becomes_ready_with_its_capacity_and_a_lease() {
    controller.start();

    eventually(() -> assertThat(Nodes.condition(node(), "Ready").getStatus()).isEqualTo("True"));
    assertThat(node().getStatus().getCapacity())
        .containsEntry("cpu", new Quantity("128"))
        .containsEntry("nvidia.com/gpu", new Quantity("8"));
    assertThat(node().getStatus().getNodeInfo().getKubeletVersion())
        .startsWith("v1.")
        .endsWith("-hpk-0.1.0");
    eventually(() -> assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(name));
    assertThat(lease().getMetadata().getOwnerReferences().get(0).getUid())
        .isEqualTo(node().getMetadata().getUid());
  }

  @Test
  void a_node_at_rest_is_not_written() {
    controller.start();
    eventually(() -> assertThat(lease()).isNotNull());
    eventually(() -> assertThat(untouched()).isTrue());
  }

  @Test
  void what_others_set_survives_and_what_was_ours_goes_with_our_wish() {
    controller.start();
    eventually(() -> assertThat(lease()).isNotNull());
    client
        .nodes()
        .withName(name)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"metadata\":{\"labels\":{\"team\":\"physics\"}},\"spec\":{\"unschedulable\":true}}");
    client
        .nodes()
        .withName(name)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"capacity\":{\"lab/license\":\"3\"},"
                + "\"conditions\":[{\"type\":\"Theirs\",\"status\":\"True\"}]}}");

    capacity = Nodes.capacity(new Resources(192_000, 1L << 40, Map.of()));
    problems = Map.of(NodeHealth.SCHEDULER, "slurmctld does not answer");

    eventually(
        () ->
            assertThat(node().getStatus().getCapacity())
                .containsEntry("cpu", new Quantity("192"))
                .doesNotContainKey("nvidia.com/gpu")
                .containsEntry("lab/license", new Quantity("3")));
    eventually(
        () ->
            assertThat(Nodes.condition(node(), "Ready"))
                .extracting("status", "message")
                .containsExactly("False", "slurmctld does not answer"));
    assertThat(Nodes.condition(node(), "Theirs").getStatus()).isEqualTo("True");
    assertThat(node().getMetadata().getLabels())
        .containsEntry("team", "physics")
        .containsEntry("old", "label");
    assertThat(node().getSpec().getUnschedulable()).isTrue();
  }

  @Test
  void a_deleted_node_comes_back_with_its_lease() {
    controller.start();
    eventually(() -> assertThat(lease()).isNotNull());
    String uid = node().getMetadata().getUid();

    client.nodes().withName(name).delete();

    eventually(
        () -> {
          assertThat(node().getMetadata().getUid()).isNotEqualTo(uid);
          assertThat(lease().getMetadata().getOwnerReferences().get(0).getUid())
              .isEqualTo(node().getMetadata().getUid());
        });
  }

  /** Whether the node stays the same while the lease, which beats less often, is renewed twice. */
  private boolean untouched() {
    String before = node().getMetadata().getResourceVersion();
    for (int renewals = 0; renewals < 2; renewals++) {
      String lease = lease().getMetadata().getResourceVersion();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !lease().getMetadata().getResourceVersion().equals(lease));
    }
    return node().getMetadata().getResourceVersion().equals(before);
  }

  private Node node() {
    return client.nodes().withName(name).get();
  }

  private Lease lease() {
    return client.leases().inNamespace("kube-node-lease").withName(name).get();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(assertion);
  }
}
