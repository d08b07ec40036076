package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.watch.JournalLine;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class JournalEventsTest {

  KubernetesMockServer server;
  KubernetesClient client;

  private final MovableClock clock = new MovableClock();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final Pod pod = Situation.pod("Always", List.of("i"), List.of("a"));
  private PodHistory history = PodHistory.NONE;

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void a_line_of_the_journal_becomes_an_event_of_its_container() throws Exception {
    said(5, "a", "Warning", "Unhealthy", "Readiness probe failed: no");
    said(6, "i", "Normal", "Killing", "Container i failed startup probe, will be restarted");
    said(7, null, "Normal", "Odd", "of the pod");

    tell(new JournalEvents());

    assertThat(events())
        .extracting(event -> event.getInvolvedObject().getFieldPath(), Event::getReason)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("spec.containers{a}", "Unhealthy"),
            org.assertj.core.groups.Tuple.tuple("spec.initContainers{i}", "Killing"),
            org.assertj.core.groups.Tuple.tuple(null, "Odd"));
    assertThat(named("Unhealthy"))
        .extracting("type", "message", "count", "firstTimestamp", "lastTimestamp")
        .containsExactly(
            "Warning",
            "Readiness probe failed: no",
            1,
            "2026-11-30T12:00:05Z",
            "2026-11-30T12:00:05Z");
  }

  @Test
  void the_same_said_again_raises_the_count() throws Exception {
    JournalEvents events = new JournalEvents();
    said(5, "a", "Warning", "Unhealthy", "no");
    tell(events);
    said(70, "a", "Warning", "Unhealthy", "no");
    said(130, "a", "Warning", "Unhealthy", "no");
    tell(events);
    tell(events);

    assertThat(events()).hasSize(1);
    assertThat(named("Unhealthy"))
        .extracting("count", "firstTimestamp", "lastTimestamp")
        .containsExactly(3, "2026-11-30T12:00:05Z", "2026-11-30T12:02:10Z");
  }

  @Test
  void a_kubelet_that_starts_anew_tells_nothing_twice() throws Exception {
    said(5, "a", "Warning", "Unhealthy", "no");
    said(6, "a", "Normal", "Killing", "Container a failed liveness probe, will be restarted");
    said(70, "a", "Warning", "Unhealthy", "no");
    tell(new JournalEvents());
    List<Event> before = events();

    tell(new JournalEvents());

    assertThat(events()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void what_the_api_server_has_forgotten_by_age_is_not_told_again() throws Exception {
    said(5, "a", "Warning", "Unhealthy", "no");
    clock.pass(Duration.ofMinutes(61));
    tell(new JournalEvents());

    assertThat(events()).isEmpty();
  }

  @Test
  void of_very_many_texts_the_newest_are_kept() {
    for (int second = 0; second < 1000; second++) {
      said(second, "a", "Warning", "Unhealthy", "text " + second);
    }
    assertThat(history.events()).hasSizeLessThan(500);
    assertThat(history.events().keySet()).anyMatch(line -> line.message().equals("text 999"));
  }

  private void said(
      int second, @Nullable String container, String type, String reason, String message) {
    history =
        history.with(
            new JournalLine(
                Situation.START.plusSeconds(second).toEpochMilli(),
                Situation.UID,
                "4711",
                "event",
                type,
                container,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                reason,
                message));
  }

  /** Returns when all is written: the recorder writes on this one thread. */
  private void tell(JournalEvents events) throws Exception {
    EventRecorder recorder =
        new EventRecorder(client, "hpk-kubelet", EventSettings.DEFAULT, clock, executor);
    events.tell(pod, history, clock.instant(), recorder);
    executor.submit(() -> {}).get(60, TimeUnit.SECONDS);
    await().atMost(Duration.ofSeconds(60)).until(() -> executor.submit(() -> true).get());
    assertThat(recorder.dropped()).isZero();
  }

  private List<Event> events() {
    return client.v1().events().inNamespace("lab").list().getItems();
  }

  private Event named(String reason) {
    return events().stream()
        .filter(event -> event.getReason().equals(reason))
        .findFirst()
        .orElseThrow();
  }
}
