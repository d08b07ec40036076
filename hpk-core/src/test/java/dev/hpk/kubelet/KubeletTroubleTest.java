package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobState;
import dev.hpk.testkit.scheduler.FakeScheduler.Cancellation;
import dev.hpk.testkit.scheduler.Fate;
import dev.hpk.testkit.scheduler.SubmitAnswer;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod's life while the batch system, or somebody, makes trouble. */
final class KubeletTroubleTest {

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

  @Test
  void what_the_batch_system_says_to_refuse_a_pod_shows_and_deleting_the_pod_mends_it() {
    Pod pod = world.createPod("refused");
    world.scheduler().refuse(KubeletWorld.jobName(pod), "invalid partition specified: nowhere");
    world.startKubelet();

    world.awaitPod(pod, now -> now != null && waitingMessage(now).contains("nowhere"));
    assertThat(world.awaitEvent(pod, "FailedSubmit")).contains("invalid partition");
    assertThat(world.current(pod).getStatus().getPhase()).isEqualTo("Pending");

    world.delete(pod, 30);
    world.awaitGone(pod);
    assertThat(world.jobs(pod)).isEmpty();
  }

  @Test
  void a_pod_refused_at_first_runs_when_it_is_accepted_later() {
    Pod pod = world.createPod("refused-once");
    world.scheduler().answer(KubeletWorld.jobName(pod), SubmitAnswer.REFUSED);
    world.startKubelet();

    world.awaitJob(pod);
    world.runJob(pod);

    world.awaitPhase(pod, "Running");
    assertThat(world.jobs(pod)).hasSize(1);
  }

  @Test
  void a_job_whose_acceptance_was_never_heard_of_is_not_submitted_again() {
    Pod pod = world.createPod("unheard");
    world
        .scheduler()
        .answer(KubeletWorld.jobName(pod), SubmitAnswer.LOST, SubmitAnswer.ACCEPTED_BUT_LOST);
    world.startKubelet();

    world.awaitJob(pod);
    world.runJob(pod);
    world.awaitPhase(pod, "Running");
    world.endJob(pod, 3);

    assertThat(terminated(world.awaitPhase(pod, "Failed")).getExitCode()).isEqualTo(3);
    assertThat(world.jobs(pod)).hasSize(1);
  }

  @Test
  void a_plugin_that_breaks_down_is_tried_again() {
    Pod pod = world.createPod("broken");
    AtomicBoolean first = new AtomicBoolean(true);
    world
        .scheduler()
        .onAccepted(
            job -> {
              if (first.getAndSet(false)) {
                throw new IllegalStateException("a defect of the plugin");
              }
            });
    world.startKubelet();

    world.awaitJob(pod);
    world.runJob(pod);

    world.awaitPhase(pod, "Running");
    assertThat(world.jobs(pod)).hasSize(1);
  }

  @Test
  void while_the_batch_system_is_away_nothing_fails_and_the_node_says_so() {
    world.startKubelet();
    Pod running = running("running");
    world.scheduler().goAway("slurm_load_jobs error: Unable to contact slurm controller");
    Pod created = world.createPod("created");

    awaitScheduler("False");
    assertThat(world.current(running).getStatus().getPhase()).isEqualTo("Running");
    assertThat(world.current(created).getStatus().getPhase()).isEqualTo("Pending");

    world.scheduler().comeBack();
    awaitScheduler("True");
    world.awaitJob(created);
    world.runJob(created);
    world.awaitPhase(created, "Running");
    world.endJob(running, 3);
    assertThat(terminated(world.awaitPhase(running, "Failed")).getExitCode()).isEqualTo(3);
    assertThat(world.jobs(running)).hasSize(1);
    assertThat(world.jobs(created)).hasSize(1);
  }

  @Test
  void a_job_that_was_put_back_into_the_queue_fails_its_pod_and_is_taken_out() {
    world.startKubelet();
    Pod pod = running("requeued");

    world.scheduler().fate(KubeletWorld.jobName(pod), Fate.in(JobState.REQUEUED, "BeginTime"));

    Pod failed = world.awaitPhase(pod, "Failed");
    assertThat(failed.getStatus().getReason()).isEqualTo("Terminated");
    assertThat(failed.getStatus().getMessage()).contains("put back into the queue");
    assertThat(failed.getStatus().getConditions())
        .anyMatch(condition -> condition.getType().equals("DisruptionTarget"));
    await().atMost(KubeletWorld.LIMIT).until(() -> !world.scheduler().cancellations().isEmpty());
    assertThat(world.scheduler().cancellations())
        .containsExactly(new Cancellation(world.jobs(pod).get(0), Duration.ZERO));
    assertThat(world.jobs(pod)).hasSize(1);
  }

  @Test
  void an_order_to_cancel_that_was_not_taken_is_given_again_with_its_grace() {
    world.startKubelet();
    Pod pod = running("deleted");
    world.scheduler().goAway("away");
    world.delete(pod, 77);
    Path grace = world.directory(pod).resolve("grace");
    await().atMost(KubeletWorld.LIMIT).until(() -> Files.exists(grace));
    awaitScheduler("False");

    world.scheduler().comeBack();

    world.awaitGone(pod);
    assertThat(world.scheduler().cancellations())
        .containsExactly(new Cancellation(world.jobs(pod).get(0), Duration.ofSeconds(77)));
  }

  @Test
  void a_job_that_ends_without_a_last_word_makes_its_pod_fail() {
    world.startKubelet();
    Pod pod = running("silent");

    world.scheduler().fate(KubeletWorld.jobName(pod), Fate.ended(JobState.FAILED, 1));

    Pod failed = world.awaitPhase(pod, "Failed");
    assertThat(failed.getStatus().getMessage()).contains("without a last word");
    assertThat(terminated(failed).getExitCode()).isEqualTo(137);
    assertThat(terminated(failed).getReason()).isEqualTo("ContainerStatusUnknown");
  }

  @Test
  void a_job_that_somebody_cancels_makes_its_pod_fail_and_the_reason_is_named() {
    world.startKubelet();
    Pod pod = running("cancelled");

    world
        .scheduler()
        .fate(KubeletWorld.jobName(pod), Fate.in(JobState.CANCELLED, "CANCELLED by 1000"));

    Pod failed = world.awaitPhase(pod, "Failed");
    assertThat(failed.getStatus().getReason()).isEqualTo("JobCancelled");
    assertThat(failed.getStatus().getMessage()).contains("CANCELLED by 1000");
  }

  @Test
  void a_job_that_the_batch_system_forgot_is_not_run_again() {
    world.startKubelet();
    Pod pod = running("forgotten");

    world.scheduler().forget(KubeletWorld.jobName(pod));

    Pod failed = world.awaitPhase(pod, "Failed");
    assertThat(failed.getStatus().getReason()).isEqualTo("JobLost");
    assertThat(world.jobs(pod)).isEmpty();
  }

  @Test
  void a_job_of_this_kubelet_without_a_pod_is_cancelled_and_those_of_others_are_not() {
    String uid = "0a1b2c3d-0000-4000-8000-000000000000";
    JobId own =
        world
            .scheduler()
            .plant("hpk-" + uid, Owner.mark(KubeletWorld.NODE, work), Fate.running("host1"));
    world.scheduler().plant("hpk-" + uid + "-x", "other-kubelet", Fate.running("host1"));
    world.scheduler().plant("by-hand", Owner.mark(KubeletWorld.NODE, work), Fate.running("host1"));

    world.startKubelet();
    Pod pod = running("bystander");

    await().atMost(KubeletWorld.LIMIT).until(() -> !world.scheduler().cancellations().isEmpty());
    assertThat(world.scheduler().cancellations())
        .containsExactly(new Cancellation(own, Duration.ZERO));
    assertThat(world.current(pod).getStatus().getPhase()).isEqualTo("Running");
  }

  private Pod running(String name) {
    Pod pod = world.createPod(name);
    world.awaitJob(pod);
    world.runJob(pod);
    return world.awaitPhase(pod, "Running");
  }

  private void awaitScheduler(String status) {
    await()
        .atMost(KubeletWorld.LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> schedulerReady().equals(status));
  }

  private String schedulerReady() {
    Node node = world.client().nodes().withName(KubeletWorld.NODE).get();
    return node.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("BatchSchedulerReady"))
        .map(condition -> condition.getStatus())
        .findFirst()
        .orElse("");
  }

  private static ContainerStateTerminated terminated(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0).getState().getTerminated();
  }

  private static String waitingMessage(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getState().getWaiting() != null)
        .map(status -> String.valueOf(status.getState().getWaiting().getMessage()))
        .findFirst()
        .orElse("");
  }
}
