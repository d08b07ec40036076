package dev.hpk.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.report.EventRecorder;
import dev.hpk.report.EventSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class NodeControllerFailureTest {

  KubernetesMockServer server;
  KubernetesClient client;

  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void an_api_server_that_fails_for_a_while_is_asked_again() {
    server.expect().get().withPath("/api/v1/nodes/hpk-kubelet").andReturn(403, "not yet").times(3);

    try (NodeController controller = controller()) {
      controller.start();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          client
                              .leases()
                              .inNamespace("kube-node-lease")
                              .withName("hpk-kubelet")
                              .get())
                      .isNotNull());
      assertThat(controller.isRegistered()).isTrue();
    }
  }

  private NodeController controller() {
    return new NodeController(
        client,
        Nodes.settings(),
        Nodes.FACTS,
        () -> "apptainer://1.4.5",
        () -> Nodes.CAPACITY,
        () -> Map.of(),
        new EventRecorder(
            client, "hpk-kubelet", EventSettings.DEFAULT, Clock.systemUTC(), executor),
        Clock.systemUTC(),
        executor);
  }
}
