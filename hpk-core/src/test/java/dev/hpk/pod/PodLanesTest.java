package dev.hpk.pod;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PodLanesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ExecutorService workers = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

  @AfterEach
  void stop() {
    workers.shutdownNow();
    timer.shutdownNow();
  }

  @Test
  void no_pod_is_ever_worked_on_by_two_workers() throws InterruptedException {
    Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    AtomicBoolean overlap = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    PodLanes lanes =
        lanes(
            uid -> {
              AtomicInteger here = inside.computeIfAbsent(uid, key -> new AtomicInteger());
              if (here.incrementAndGet() > 1) {
                overlap.set(true);
              }
              Thread.onSpinWait();
              here.decrementAndGet();
              done.incrementAndGet();
            });

    Thread[] wakers = new Thread[4];
    for (int index = 0; index < wakers.length; index++) {
      wakers[index] =
          new Thread(
              () -> {
                for (int round = 0; round < 2000; round++) {
                  lanes.wake("pod-" + round % 3);
                }
              });
      wakers[index].start();
    }
    for (Thread waker : wakers) {
      waker.join();
    }
    CountDownLatch last = new CountDownLatch(1);
    workers.execute(last::countDown);

    assertThat(last.await(60, SECONDS)).isTrue();
    assertThat(done.get()).isPositive();
    assertThat(overlap).isFalse();
  }

  @Test
  void waking_a_pod_that_is_worked_on_is_remembered_once() {
    Semaphore go = new Semaphore(0);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    PodLanes lanes =
        lanes(
            uid -> {
              begun.incrementAndGet();
              go.acquireUninterruptibly();
              done.incrementAndGet();
            });
    lanes.wake("pod");
    await().atMost(LIMIT).until(() -> begun.get() == 1);

    lanes.wake("pod");
    lanes.wake("pod");
    lanes.wake("pod");
    assertThat(begun).hasValue(1);
    go.release(10);

    await().atMost(LIMIT).until(() -> done.get() == 2);
    lanes.wake("other");
    await().atMost(LIMIT).until(() -> done.get() == 3);
    assertThat(begun).hasValue(3);
  }

  @Test
  void work_that_throws_does_not_stop_the_lane() {
    AtomicInteger calls = new AtomicInteger();
    PodLanes lanes =
        lanes(
            uid -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("a defect");
              }
            });

    lanes.wake("pod");
    await().atMost(LIMIT).until(() -> calls.get() == 1);
    lanes.wake("pod");

    await().atMost(LIMIT).until(() -> calls.get() == 2);
  }

  @Test
  void the_earliest_alarm_wins() {
    List<String> woken = new CopyOnWriteArrayList<>();
    PodLanes lanes = lanes(woken::add);

    lanes.wakeLater("pod", Duration.ofHours(2));
    lanes.wakeLater("pod", Duration.ofMillis(10));
    lanes.wakeLater("pod", Duration.ofHours(1));

    await().atMost(LIMIT).until(() -> woken.equals(List.of("pod")));
  }

  @Test
  void an_alarm_can_be_set_again_after_it_rang() {
    List<String> woken = new CopyOnWriteArrayList<>();
    PodLanes lanes = lanes(woken::add);

    lanes.wakeLater("pod", Duration.ofMillis(1));
    await().atMost(LIMIT).until(() -> woken.size() == 1);
    lanes.wakeLater("pod", Duration.ofMillis(1));

    await().atMost(LIMIT).until(() -> woken.size() == 2);
  }

  private PodLanes lanes(Consumer<String> work) {
    return new PodLanes(workers, timer, work);
  }
}
