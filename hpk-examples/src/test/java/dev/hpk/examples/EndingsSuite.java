package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Hooks, restarts by rule, and jobs that Slurm or an operator ends, holds or puts back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndingsSuite extends LiveSuite {

  private static final String FOREVER =
      "trap 'echo told; exit 143' TERM; echo ready; while :; do sleep 0.2; done";

  private Pod hooked;
  private Pod failing;
  private Pod ruled;
  private Pod held;
  private Pod cancelled;
  private Pod requeued;
  private Pod limited;
  private Pod delayed;
  private Pod signalled;

  EndingsSuite(String runtime) {
    super(runtime);
  }

  /** All at once: they wait for each other otherwise. */
  @BeforeAll
  void createPods() {
    hooked =
        live.shell(
            "hooked",
            "until [ -e /host/begin ]; do sleep 0.1; done; echo begun; "
                + "trap 'echo term >>/host/order; exit 0' TERM; while :; do sleep 0.2; done",
            pod ->
                live.withHost(pod)
                    .editSpec()
                    .withTerminationGracePeriodSeconds(20L)
                    .editFirstContainer()
                    .withNewLifecycle()
                    .withNewPostStart()
                    .withNewExec()
                    .withCommand("sh", "-c", "echo \"$GREETING\" >/host/order; touch /host/begin")
                    .endExec()
                    .endPostStart()
                    .withNewPreStop()
                    .withNewExec()
                    .withCommand("sh", "-c", "echo hook >>/host/order; sleep 1")
                    .endExec()
                    .endPreStop()
                    .endLifecycle()
                    .withEnv(LivePods.variable("GREETING", "good day"))
                    .endContainer()
                    .endSpec());
    failing =
        live.shell(
            "failing",
            FOREVER,
            pod ->
                pod.editSpec()
                    .editFirstContainer()
                    .withNewLifecycle()
                    .withNewPostStart()
                    .withNewExec()
                    .withCommand("sh", "-c", "exit 7")
                    .endExec()
                    .endPostStart()
                    .endLifecycle()
                    .endContainer()
                    .endSpec());
    ruled =
        live.shell(
            "ruled",
            "[ -e /work/again ] && exit 0; touch /work/again; exit 42",
            pod ->
                KubeletSlurmSuite.withWork(pod)
                    .editSpec()
                    .editFirstContainer()
                    .withRestartPolicy("Never")
                    .addNewRestartPolicyRule()
                    .withAction("Restart")
                    .withNewExitCodes()
                    .withOperator("In")
                    .withValues(42)
                    .endExitCodes()
                    .endRestartPolicyRule()
                    .endContainer()
                    .endSpec());
    held = live.shell("held", "true", flags("--hold"));
    cancelled = live.shell("cancelled", FOREVER);
    requeued = live.shell("requeued", FOREVER);
    limited = live.shell("limited", FOREVER, flags("--time=1"));
    delayed = live.shell("delayed", "true", flags("--begin=now+1hour"));
    signalled =
        live.shell(
            "signalled",
            "trap 'echo usr1 >/host/signal; exit 0' USR1; trap 'echo term >/host/signal' TERM; "
                + "echo ready; while :; do sleep 0.2; done",
            pod ->
                live.withHost(pod)
                    .editSpec()
                    .editFirstContainer()
                    .withImage("hpk/signal:1")
                    .endContainer()
                    .endSpec());
  }

  @Test
  void hooks_run_in_the_container_before_it_counts_as_running_and_before_its_signal() {
    live.awaitPhase(hooked, "Running");
    live.awaitLog(hooked, "begun");
    live.resource(hooked).delete();

    assertThat(live.awaitEvent(hooked, "Killing")).isEqualTo("Stopping container main");
    live.awaitGone(hooked);
    assertThat(live.work().resolve("order")).hasContent("good day\nhook\nterm\n");
    assertThat(live.events(hooked)).noneMatch(event -> event.getReason().contains("Hook"));
  }

  @Test
  void a_container_is_asked_to_end_by_the_signal_of_its_image() {
    live.awaitLog(signalled, "ready");
    live.resource(signalled).delete();

    live.awaitGone(signalled);
    assertThat(live.work().resolve("signal")).hasContent("usr1\n");
  }

  @Test
  void a_post_start_hook_that_fails_ends_the_container() {
    Pod ended = live.awaitPhase(failing, "Failed");

    assertThat(live.awaitEvent(failing, "FailedPostStartHook")).isEqualTo("PostStartHook failed");
    assertThat(LivePods.exitCode(ended, "main")).isIn(143, 137);
  }

  @Test
  void a_rule_restarts_a_container_of_a_pod_that_never_restarts() {
    Pod ended = live.awaitPhase(ruled, "Succeeded");

    assertThat(LivePods.container(ended, "main").getRestartCount()).isEqualTo(1);
    ContainerState last = LivePods.container(ended, "main").getLastState();
    assertThat(last.getTerminated().getExitCode()).isEqualTo(42);
  }

  @Test
  void a_held_job_says_so_and_runs_when_it_is_released() {
    Pod waiting = live.awaitPod(held, now -> "JobHeld".equals(now.getStatus().getReason()));
    assertThat(waiting.getStatus().getMessage())
        .endsWith("does not start by itself: JobHeldUser (its user holds it)");
    assertThat(live.kubectl("describe", "pod", "held")).contains("JobHeldUser");

    LivePods.run("scontrol", "release", live.queue(held));

    live.awaitPhase(held, "Succeeded");
  }

  @Test
  void a_job_that_may_not_begin_yet_says_so_and_one_whose_dependency_failed_too() {
    Pod waiting =
        live.awaitPod(
            delayed, now -> String.valueOf(now.getStatus().getMessage()).contains("BeginTime"));
    assertThat(waiting.getStatus().getReason()).isEqualTo("JobPending");

    live.awaitPhase(failing, "Failed");
    String job = live.awaitJobs(failing).get(0);
    Pod dependent = live.shell("dependent", "true", flags("--dependency=afterok:" + job));
    assertThat(live.awaitEvent(dependent, "JobHeld")).contains("DependencyNeverSatisfied");
  }

  @Test
  void a_job_that_an_operator_cancels_is_a_disruption() {
    live.awaitLog(cancelled, "ready");
    LivePods.run("scancel", live.queue(cancelled));

    Pod ended = live.awaitPhase(cancelled, "Failed");
    assertThat(ended.getStatus().getReason()).isEqualTo("JobCancelled");
    assertThat(disruption(ended)).isEqualTo("TerminationByKubelet");
  }

  @Test
  void a_job_that_is_put_back_into_the_queue_does_not_start_over() {
    live.awaitLog(requeued, "ready");
    String job = live.queue(requeued);
    LivePods.run("scontrol", "update", "jobid=" + job, "requeue=1");
    LivePods.run("scontrol", "requeue", job);

    Pod ended = live.awaitPhase(requeued, "Failed");
    assertThat(ended.getStatus().getMessage()).contains("was put back into the queue");
    assertThat(disruption(ended)).isEqualTo("TerminationByKubelet");
    await()
        .atMost(LivePods.LIMIT)
        .until(() -> LivePods.run("squeue", "-h", "-j", job, "-t", "PD,R,CG").isBlank());
    assertThat(live.log(requeued, "main", 1)).isEmpty();
  }

  @Test
  void a_job_at_its_time_limit_ends_in_order_and_says_so() {
    Pod ended = live.awaitPhase(limited, "Failed");

    assertThat(ended.getStatus().getReason()).isEqualTo("DeadlineExceeded");
    assertThat(ended.getStatus().getMessage()).contains("ran into its time limit");
    assertThat(LivePods.exitCode(ended, "main")).isEqualTo(143);
    assertThat(live.log(limited, "main")).contains("told");
    assertThat(disruption(ended)).isEqualTo("TerminationByKubelet");
  }

  private static String disruption(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("DisruptionTarget"))
        .map(PodCondition::getReason)
        .findFirst()
        .orElse("no condition DisruptionTarget");
  }

  private static UnaryOperator<PodBuilder> flags(String flags) {
    return pod ->
        pod.editMetadata().withAnnotations(Map.of("slurm.hpk.io/flags", flags)).endMetadata();
  }
}
