package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.pod.LifePoint;
import dev.hpk.testkit.scheduler.FakeScheduler.Cancellation;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kubelet that dies, or is closed, and the next one on the same work directory. */
final class KubeletCrashTest {

  @TempDir Path work;

  private KubeletWorld world;

  @BeforeEach
  void open() {
    world = new KubeletWorld(work);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = LifePoint.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CANCEL_WRITTEN", "CANCELLED"})
  void a_kubelet_that_dies_at_any_point_loses_no_exit_code_and_runs_nothing_twice(LifePoint point)
      throws InterruptedException {
    try (Death death = new Death(point)) {
      Pod pod = world.createPod("mortal");
      world.awaitJob(pod);
      world.runJob(pod);
      world.awaitPhase(pod, "Running");
      world.endJob(pod, 3);
      Pod ended = world.awaitPhase(pod, "Failed");
      world.delete(pod, 1);
      world.awaitGone(pod);
      await().atMost(KubeletWorld.LIMIT).until(() -> !world.directory(pod).toFile().exists());

      death.awaitRebirth();
      assertThat(
              ended
                  .getStatus()
                  .getContainerStatuses()
                  .get(0)
                  .getState()
                  .getTerminated()
                  .getExitCode())
          .isEqualTo(3);
      assertThat(world.jobs(pod)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LifePoint.class,
      mode = EnumSource.Mode.INCLUDE,
      names = {"CANCEL_WRITTEN", "CANCELLED", "END_WRITTEN", "END_REPORTED", "OBJECT_REMOVED"})
  void a_kubelet_that_dies_while_it_deletes_a_pod_ends_what_it_began(LifePoint point)
      throws InterruptedException {
    try (Death death = new Death(point)) {
      Pod pod = world.createPod("mortal");
      world.awaitJob(pod);
      world.runJob(pod);
      world.awaitPhase(pod, "Running");
      world.delete(pod, 55);

      world.awaitGone(pod);
      await().atMost(KubeletWorld.LIMIT).until(() -> !world.directory(pod).toFile().exists());

      death.awaitRebirth();
      assertThat(world.jobs(pod)).hasSize(1);
      assertThat(world.scheduler().cancellations())
          .isNotEmpty()
          .extracting(Cancellation::grace)
          .containsOnly(Duration.ofSeconds(55));
    }
  }

  @Test
  void closing_leaves_the_jobs_and_the_next_kubelet_takes_them_up() {
    world.startKubelet();
    Pod pod = running("kept");
    Pod ending = running("ending");

    world.stopKubelet();
    world.endJob(ending, 3);
    assertThat(world.scheduler().cancellations()).isEmpty();
    world.startKubelet();

    assertThat(exitCode(world.awaitPhase(ending, "Failed"))).isEqualTo(3);
    world.endJob(pod, 0);
    world.awaitPhase(pod, "Succeeded");
    assertThat(world.jobs(pod)).hasSize(1);
    assertThat(world.jobs(ending)).hasSize(1);
  }

  @Test
  void a_pod_deleted_while_the_kubelet_was_away_is_finished() {
    world.startKubelet();
    Pod deleted = running("deleted");
    Pod forced = running("forced");
    world.stopKubelet();

    world.delete(deleted, 33);
    world.removeByForce(forced);
    world.startKubelet();

    world.awaitGone(deleted);
    await().atMost(KubeletWorld.LIMIT).until(() -> !world.directory(deleted).toFile().exists());
    await().atMost(KubeletWorld.LIMIT).until(() -> !world.directory(forced).toFile().exists());
    assertThat(world.scheduler().cancellations())
        .containsExactlyInAnyOrder(
            new Cancellation(world.jobs(deleted).get(0), Duration.ofSeconds(33)),
            new Cancellation(world.jobs(forced).get(0), Duration.ofSeconds(1)));
  }

  @Test
  void a_pod_whose_entry_in_the_ledger_is_lost_keeps_its_job() throws IOException {
    world.startKubelet();
    Pod pod = running("lost-entry");
    world.killKubelet();
    Files.delete(world.directory(pod).resolve("ledger.json"));

    world.startKubelet();
    world.endJob(pod, 3);

    Pod ended = world.awaitPhase(pod, "Failed");
    assertThat(world.jobs(pod)).hasSize(1);
    assertThat(ended.getStatus().getContainerStatuses().get(0).getState().getTerminated())
        .isNotNull();
  }

  private Pod running(String name) {
    Pod pod = world.createPod(name);
    world.awaitJob(pod);
    world.runJob(pod);
    return world.awaitPhase(pod, "Running");
  }

  private static int exitCode(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0).getState().getTerminated().getExitCode();
  }

  /**
   * Starts a kubelet whose worker stands still for ever as it passes a point for the first time;
   * the kubelet is then abandoned and another one started.
   */
  private final class Death implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final AtomicBoolean died = new AtomicBoolean();
    private final Thread heir;

    Death(LifePoint point) {
      world.points(
          (passed, uid) -> {
            if (passed == point && died.compareAndSet(false, true)) {
              standStill();
            }
          });
      world.startKubelet();
      heir =
          new Thread(
              () -> {
                try {
                  reached.await();
                  world.killKubelet();
                  world.startKubelet();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "heir");
      heir.start();
    }

    private void standStill() {
      reached.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // its end is no news to anybody
        Thread.currentThread().setUncaughtExceptionHandler((thread, end) -> {});
        throw new Dead();
      }
    }

    void awaitRebirth() throws InterruptedException {
      heir.join(KubeletWorld.LIMIT.toMillis());
      assertThat(died).isTrue();
      assertThat(heir.isAlive()).isFalse();
    }

    @Override
    public void close() throws InterruptedException {
      heir.interrupt();
      heir.join();
    }
  }

  /** Nothing of the kubelet catches it. */
  private static final class Dead extends Error {
    private static final long serialVersionUID = 1L;

    Dead() {
      super("the kubelet is dead", null, false, false);
    }
  }
}
