package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class EventRecorderIT {

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final String namespace = "events-" + UUID.randomUUID().toString().substring(0, 8);
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void makeNamespace() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  @AfterEach
  void removeNamespace() {
    executor.shutdownNow();
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  @Test
  void the_api_server_takes_events_and_raised_counts() {
    EventRecorder recorder =
        new EventRecorder(
            client, "hpk-kubelet", EventSettings.DEFAULT, Clock.systemUTC(), executor);
    Pod pod =
        Situation.withContainers("a")
            .pod()
            .edit()
            .editMetadata()
            .withNamespace(namespace)
            .endMetadata()
            .build();
    PodEvent event =
        new PodEvent("Warning", "BackOff", "Back-off restarting", "spec.containers{a}");

    recorder.record(pod, event);
    recorder.record(pod, event);
    recorder.record(pod, event);

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(events()).extracting(Event::getCount).containsExactly(3));
    assertThat(events().get(0).getInvolvedObject().getFieldPath()).isEqualTo("spec.containers{a}");
    assertThat(recorder.dropped()).isZero();
  }

  private List<Event> events() {
    return client.v1().events().inNamespace(namespace).list().getItems();
  }
}
