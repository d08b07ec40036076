package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A compute host is lost with all that runs on it. The host is the last one, which other tests get
 * only when all before are full; it is not taken while anything runs there.
 */
class LostHostIT extends LiveSuite {

  private static final String HOST = "c4";

  LostHostIT() {
    super("apptainer");
  }

  @Test
  void the_pod_fails_with_its_host_and_its_controller_gets_exactly_one_more_job() {
    live.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: lost}
        spec:
          backoffLimit: 0
          podFailurePolicy:
            rules:
            - action: Ignore
              onPodConditions: [{type: DisruptionTarget, status: "True"}]
          template:
            metadata: {annotations: {slurm.hpk.io/flags: "--nodelist=%s"}}
            spec:
              nodeName: %s
              restartPolicy: Never
              terminationGracePeriodSeconds: 5
              volumes: [{name: work, emptyDir: {}}]
              containers:
              - name: main
                image: %s
                command: [sh, -c, "echo ready; until [ -e /work/go ]; do sleep 0.2; done"]
                volumeMounts: [{name: work, mountPath: /work}]
        """
            .formatted(HOST, live.node(), LivePods.IMAGE));
    Pod first = await().atMost(LivePods.LIMIT).until(() -> newest(1), Optional::isPresent).get();
    live.awaitLog(first, "ready");
    awaitAlone(live.queue(first));
    try {
      LivePods.run("testbed-ctl", "slurmd", "kill", HOST);
      LivePods.run("testbed-ctl", "node", "down", HOST);

      Pod failed = live.awaitPhase(first, "Failed");
      assertThat(failed.getStatus().getReason()).isEqualTo("Terminated");
      assertThat(failed.getStatus().getMessage()).contains("lost a host (NODE_FAIL");
      assertThat(failed.getStatus().getConditions())
          .anyMatch(
              condition ->
                  condition.getType().equals("DisruptionTarget")
                      && "TerminationByKubelet".equals(condition.getReason()));
      assertThat(live.awaitEvent(failed, "Terminated")).contains("NODE_FAIL");
    } finally {
      LivePods.run("testbed-ctl", "slurmd", "start", HOST);
      LivePods.run("testbed-ctl", "node", "resume", HOST);
    }
    Pod second = await().atMost(LivePods.LIMIT).until(() -> newest(2), Optional::isPresent).get();
    live.awaitLog(second, "ready");
    assertThat(live.queue(second)).matches("[0-9]+");
    assertThat(live.queue(first)).isEmpty();
    live.release(second, "work/go");

    live.awaitPhase(second, "Succeeded");
    assertThat(live.jobs(first)).hasSize(1);
    assertThat(live.awaitJobs(second)).hasSize(1);
  }

  private void awaitAlone(String job) {
    await()
        .atMost(LivePods.LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> LivePods.run("squeue", "-h", "-w", HOST, "-o", "%A").strip().equals(job));
  }

  /** The newest pod of the Job once there were so many. */
  private Optional<Pod> newest(int count) {
    List<Pod> pods =
        live.client().pods().inNamespace(live.namespace()).list().getItems().stream()
            .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
            .toList();
    return pods.size() < count ? Optional.empty() : Optional.of(pods.get(pods.size() - 1));
  }
}
