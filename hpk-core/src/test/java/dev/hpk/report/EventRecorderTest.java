package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class EventRecorderTest {

  private static final PodEvent STARTED =
      new PodEvent("Normal", "Started", "Started container a", "spec.containers{a}");

  KubernetesMockServer server;
  KubernetesClient client;

  private final MovableClock clock = new MovableClock();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final Pod pod = Situation.withContainers("a").pod();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void an_event_is_written_as_a_kubelet_writes_it() {
    recorder(EventSettings.DEFAULT).record(pod, STARTED);

    eventually(() -> assertThat(events("lab")).hasSize(1));
    Event event = events("lab").get(0);
    assertThat(event.getMetadata().getName()).startsWith("p.");
    assertThat(event.getInvolvedObject())
        .extracting("apiVersion", "kind", "namespace", "name", "uid", "fieldPath")
        .containsExactly("v1", "Pod", "lab", "p", Situation.UID, "spec.containers{a}");
    assertThat(event.getSource())
        .extracting("component", "host")
        .containsExactly("kubelet", "hpk-kubelet");
    assertThat(event)
        .extracting(
            "type",
            "reason",
            "message",
            "count",
            "firstTimestamp",
            "lastTimestamp",
            "reportingComponent",
            "reportingInstance")
        .containsExactly(
            "Normal",
            "Started",
            "Started container a",
            1,
            "2026-11-30T12:00:00Z",
            "2026-11-30T12:00:00Z",
            "kubelet",
            "hpk-kubelet");
  }

  @Test
  void equal_events_raise_the_count_and_the_time() {
    EventRecorder recorder = recorder(EventSettings.DEFAULT);
    recorder.record(pod, STARTED);
    eventually(() -> assertThat(events("lab")).hasSize(1));

    clock.pass(Duration.ofSeconds(20));
    recorder.record(pod, STARTED);

    eventually(() -> assertThat(events("lab").get(0).getCount()).isEqualTo(2));
    assertThat(events("lab")).hasSize(1);
    assertThat(events("lab").get(0).getFirstTimestamp()).isEqualTo("2026-11-30T12:00:00Z");
    assertThat(events("lab").get(0).getLastTimestamp()).isEqualTo("2026-11-30T12:00:20Z");
  }

  @Test
  void an_event_that_the_api_server_forgot_is_written_anew() {
    EventRecorder recorder = recorder(EventSettings.DEFAULT);
    recorder.record(pod, STARTED);
    eventually(() -> assertThat(events("lab")).hasSize(1));
    client.v1().events().inNamespace("lab").delete();

    recorder.record(pod, STARTED);

    eventually(() -> assertThat(events("lab")).hasSize(1));
    assertThat(events("lab").get(0).getCount()).isEqualTo(1);
  }

  @Test
  void an_equal_event_much_later_is_a_new_one() {
    EventRecorder recorder = recorder(EventSettings.DEFAULT);
    recorder.record(pod, STARTED);
    eventually(() -> assertThat(events("lab")).hasSize(1));

    clock.pass(Duration.ofHours(2));
    recorder.record(pod, STARTED);

    eventually(() -> assertThat(events("lab")).hasSize(2));
  }

  @Test
  void events_of_the_node_are_in_the_default_namespace() {
    recorder(EventSettings.DEFAULT).recordNode(PodEvent.normal("NodeReady", "it is"));

    eventually(() -> assertThat(events("default")).hasSize(1));
    assertThat(events("default").get(0).getInvolvedObject())
        .extracting("kind", "name", "uid")
        .containsExactly("Node", "hpk-kubelet", "hpk-kubelet");
  }

  @Test
  void events_beyond_the_burst_wait_for_their_turn() {
    EventRecorder recorder = recorder(new EventSettings(0.5, 2, 100, 100, Duration.ofHours(1)));
    for (int number = 0; number < 3; number++) {
      recorder.record(pod, PodEvent.normal("Started", "number " + number));
    }
    eventually(() -> assertThat(events("lab")).hasSize(2));
    assertThat(events("lab"))
        .extracting(Event::getMessage)
        .containsExactlyInAnyOrder("number 0", "number 1");

    clock.pass(Duration.ofSeconds(2));

    eventually(() -> assertThat(events("lab")).hasSize(3));
  }

  @Test
  void what_finds_no_room_is_dropped_and_delays_nobody() throws InterruptedException {
    CountDownLatch hold = new CountDownLatch(1);
    executor.execute(() -> awaitQuietly(hold));
    EventRecorder recorder = recorder(new EventSettings(50, 100, 2, 100, Duration.ofHours(1)));

    for (int number = 0; number < 5; number++) {
      recorder.record(pod, PodEvent.normal("Started", "number " + number));
    }

    assertThat(recorder.dropped()).isEqualTo(3);
    hold.countDown();
    eventually(() -> assertThat(events("lab")).hasSize(2));
  }

  @Test
  void an_event_that_the_api_server_refuses_does_not_stop_the_next_one() {
    server.expect().post().withPath("/api/v1/namespaces/lab/events").andReturn(403, "no").once();
    EventRecorder recorder = recorder(EventSettings.DEFAULT);

    recorder.record(pod, PodEvent.normal("Started", "refused"));
    recorder.record(pod, PodEvent.normal("Started", "taken"));

    eventually(
        () -> assertThat(events("lab")).extracting(Event::getMessage).containsExactly("taken"));
    assertThat(recorder.dropped()).isEqualTo(1);
  }

  @Test
  void recording_after_the_executor_ended_is_no_error() {
    EventRecorder recorder = recorder(EventSettings.DEFAULT);
    executor.shutdownNow();

    recorder.record(pod, STARTED);

    assertThat(events("lab")).isEmpty();
  }

  private EventRecorder recorder(EventSettings settings) {
    return new EventRecorder(client, "hpk-kubelet", settings, clock, executor);
  }

  private List<Event> events(String namespace) {
    return client.v1().events().inNamespace(namespace).list().getItems();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
