package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.kubelet.Kubelet;
import dev.hpk.pod.PodView;
import dev.hpk.testkit.cluster.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKubeletTest {

  @TempDir Path work;

  @Test
  void a_program_runs_a_pod_and_hears_of_its_end() {
    Queue<PodView> heard = new ConcurrentLinkedQueue<>();
    try (InMemoryApiServer server = new InMemoryApiServer();
        Kubelet kubelet = EmbeddedKubelet.of(server.client(), work, "local", "host", heard::add)) {
      kubelet.start();
      create(server.client(), "sh", "-c", "exit 3");

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> heard.stream().anyMatch(pod -> pod.phase().equals("Failed")));

      assertThat(kubelet.pods())
          .singleElement()
          .satisfies(pod -> assertThat(pod.name()).isEqualTo("hello"))
          .satisfies(pod -> assertThat(pod.phase()).isEqualTo("Failed"))
          .satisfies(pod -> assertThat(pod.job()).isNotNull());
    }
  }

  private static void create(KubernetesClient client, String... command) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("hello")
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .withNodeName("my-node")
            .withRestartPolicy("Never")
            .addNewContainer()
            .withName("main")
            .withImage("busybox:1")
            .withCommand(command)
            .endContainer()
            .endSpec()
            .build();
    client.resource(pod).create();
  }
}
