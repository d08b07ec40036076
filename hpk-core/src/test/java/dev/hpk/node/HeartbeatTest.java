package dev.hpk.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(1);

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger beats = new AtomicInteger();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void it_beats_at_its_interval() {
    Heartbeat heartbeat = heartbeat(beats::incrementAndGet, SOON);

    heartbeat.now();

    await().atMost(Duration.ofSeconds(30)).until(() -> beats.get() >= 5);
  }

  @Test
  void a_failure_is_tried_again_before_the_interval_is_over() {
    Heartbeat heartbeat =
        heartbeat(
            () -> {
              if (beats.incrementAndGet() < 4) {
                throw new IllegalStateException("not yet");
              }
            },
            HOUR);

    heartbeat.now();

    await().atMost(Duration.ofSeconds(30)).until(() -> beats.get() == 4);
  }

  @Test
  void it_can_be_asked_for_a_beat_at_once() {
    Heartbeat heartbeat = heartbeat(beats::incrementAndGet, HOUR);
    heartbeat.now();
    await().atMost(Duration.ofSeconds(30)).until(() -> beats.get() == 1);

    heartbeat.now();

    await().atMost(Duration.ofSeconds(30)).until(() -> beats.get() == 2);
  }

  @Test
  void one_that_is_closed_does_not_beat() {
    Heartbeat heartbeat = heartbeat(beats::incrementAndGet, SOON);
    heartbeat.close();

    heartbeat.now();

    assertThat(executor.shutdownNow()).isEmpty();
    assertThat(beats).hasValue(0);
  }

  @Test
  void an_executor_that_ended_is_no_error() {
    executor.shutdownNow();

    heartbeat(beats::incrementAndGet, SOON).now();

    assertThat(beats).hasValue(0);
  }

  private Heartbeat heartbeat(Runnable action, Duration interval) {
    return new Heartbeat("beat", action, interval, Nodes.settings(), executor);
  }
}
