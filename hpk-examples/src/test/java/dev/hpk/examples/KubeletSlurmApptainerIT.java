package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Pods as Slurm jobs under Apptainer, and what does not depend on the engine. */
class KubeletSlurmApptainerIT extends KubeletSlurmSuite {

  KubeletSlurmApptainerIT() {
    super("apptainer");
  }

  @Test
  void what_slurm_says_to_refuse_a_job_shows_in_status_and_event() {
    Pod pod =
        live()
            .shell(
                "refused",
                "true",
                builder ->
                    builder
                        .editMetadata()
                        .addToAnnotations("slurm.hpk.io/flags", "--partition=nowhere")
                        .endMetadata());

    live()
        .awaitPod(
            pod,
            now ->
                now.getStatus().toString().toLowerCase(Locale.ROOT).contains("invalid partition"));
    assertThat(live().awaitEvent(pod, "FailedSubmit")).containsIgnoringCase("invalid partition");

    live().resource(pod).delete();
    live().awaitGone(pod);
  }

  @Test
  void a_pod_that_wants_more_than_any_host_has_is_rejected_as_by_a_kubelet() {
    Pod pod =
        live()
            .shell(
                "greedy",
                "true",
                builder ->
                    builder
                        .editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("100000"))
                        .endResources()
                        .endContainer()
                        .endSpec());

    Pod failed = live().awaitPhase(pod, "Failed");
    assertThat(failed.getStatus().getReason()).isEqualTo("OutOfcpu");
    assertThat(failed.getStatus().getMessage())
        .matches(
            "Pod was rejected: Node didn't have enough resource: cpu, requested: 100000000, used:"
                + " 0, capacity: [0-9]+");
    assertThat(live().queue(pod)).isEmpty();
  }

  @Test
  void a_pod_that_waits_for_its_turn_says_what_slurm_waits_for() {
    Pod pod =
        live()
            .shell(
                "waits",
                "true",
                builder ->
                    builder
                        .editMetadata()
                        .addToAnnotations("slurm.hpk.io/flags", "--begin=now+1hour")
                        .endMetadata());

    Pod waiting = live().awaitPod(pod, now -> "JobPending".equals(now.getStatus().getReason()));
    assertThat(waiting.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(waiting.getStatus().getMessage()).matches("job [0-9]+ is (pending|held): \\S.*");
  }

  @Test
  void a_job_cancelled_by_hand_makes_its_pod_fail_and_the_status_says_so() {
    Pod pod = live().shell("cancelled", "echo ready; sleep 600");
    live().awaitPhase(pod, "Running");

    LiveKubelet.run("scancel", live().queue(pod));

    Pod failed = live().awaitPhase(pod, "Failed");
    assertThat(failed.getStatus().getReason()).isEqualTo("JobCancelled");
    assertThat(failed.getStatus().getMessage()).containsIgnoringCase("cancelled");
  }

  @Test
  void a_kubelet_that_is_closed_and_started_again_keeps_job_and_exit_code() {
    try (LiveKubelet own = new LiveKubelet("apptainer").start()) {
      Pod ends = own.shell("ends", "until [ -e /tmp/never ]; do sleep 1; exit 7; done");
      Pod stays =
          own.shell(
              "stays",
              "until [ -e /work/go ]; do sleep 0.2; done; exit 4",
              KubeletSlurmSuite::withWork);
      own.awaitPhase(stays, "Running");
      own.awaitJobs(ends);

      own.stop();
      await().atMost(LiveKubelet.LIMIT).until(() -> own.queue(ends).isEmpty());
      own.start();
      Pod ended = own.awaitEnd(ends);
      own.release(stays, "work/go");

      assertThat(LiveKubelet.exitCode(ended, "main")).isEqualTo(7);
      assertThat(LiveKubelet.exitCode(own.awaitEnd(stays), "main")).isEqualTo(4);
      assertThat(own.jobs(ends)).hasSize(1);
      assertThat(own.awaitJobs(stays)).hasSize(1);
    }
  }

  @Test
  void a_job_and_a_deployment_come_through_the_scheduler_of_kubernetes() {
    live().apply(workloads(live().node()));

    String completed =
        live().kubectl("wait", "--for=condition=Complete", "job/batch", "--timeout=110s");
    assertThat(completed).contains("condition met");
    assertThat(live().kubectl("rollout", "status", "deployment/web", "--timeout=110s"))
        .contains("successfully rolled out");

    live().kubectl("delete", "deployment", "web", "--wait=false");
    await()
        .atMost(LiveKubelet.LIMIT)
        .until(
            () ->
                live()
                    .client()
                    .pods()
                    .inNamespace(live().namespace())
                    .withLabel("app", "web")
                    .list()
                    .getItems()
                    .isEmpty());
  }

  private static String workloads(String node) {
    return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: batch}
        spec:
          completions: 2
          parallelism: 2
          template:
            spec:
              restartPolicy: Never
              nodeSelector: {kubernetes.io/hostname: NODE}
              containers: [{name: main, image: busybox, command: ["true"]}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 1
              nodeSelector: {kubernetes.io/hostname: NODE}
              containers: [{name: main, image: busybox, command: [sleep, "600"]}]
        """
        .replace("NODE", node);
  }
}
