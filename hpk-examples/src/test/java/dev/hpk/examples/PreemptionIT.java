package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A pod's job gives way to another job, in the partitions of the testbed that are made for it. */
class PreemptionIT extends LiveSuite {

  /** What both jobs want all of, and no other test wants there. */
  private static final String SCARCE = "--gres=license:8";

  PreemptionIT() {
    super("apptainer");
  }

  @Test
  void the_pod_is_told_ends_in_order_within_slurm_s_grace_and_is_disrupted() {
    Pod pod =
        live.shell(
            "gives-way",
            "trap 'echo told; exit 0' TERM; echo ready; while :; do sleep 0.2; done",
            builder ->
                builder
                    .editMetadata()
                    .withAnnotations(Map.of("slurm.hpk.io/flags", "--partition=spare " + SCARCE))
                    .endMetadata()
                    .editSpec()
                    .editFirstContainer()
                    .withNewLifecycle()
                    .withNewPreStop()
                    .withNewExec()
                    .withCommand("sh", "-c", "echo hooked >/proc/1/fd/1")
                    .endExec()
                    .endPreStop()
                    .endLifecycle()
                    .endContainer()
                    .endSpec());
    live.awaitLog(pod, "ready");

    String urgent =
        LivePods.run(
                "sbatch",
                "--parsable",
                "--partition=urgent",
                SCARCE,
                "--output=/dev/null",
                "--wrap=exit 0")
            .strip();
    Pod ended = live.awaitPhase(pod, "Failed");

    assertThat(ended.getStatus().getReason()).isEqualTo("Preempting");
    assertThat(ended.getStatus().getMessage()).contains("gave way to another job");
    assertThat(ended.getStatus().getConditions())
        .anyMatch(
            condition ->
                condition.getType().equals("DisruptionTarget")
                    && "TerminationByKubelet".equals(condition.getReason()));
    assertThat(LivePods.exitCode(ended, "main")).isZero();
    assertThat(live.log(pod, "main")).contains("hooked").contains("told");
    assertThat(live.awaitEvent(pod, "Preempting")).contains("gave way to another job");
    // its end did not wait for that of Slurm's grace
    awaitState(live.awaitJobs(pod).get(0), "COMPLETED");
    awaitState(urgent, "COMPLETED");
  }

  private static void awaitState(String job, String state) {
    await()
        .atMost(LivePods.LIMIT)
        .until(() -> LivePods.run("sacct", "-nXPj", job, "-o", "state").strip(), state::equals);
  }
}
