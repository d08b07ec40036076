package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Daemons that go away under running pods, and come back. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class RestartIT {

  @Test
  void pods_outlive_a_controller_of_slurm_that_is_away() {
    try (LiveKubelet live = new LiveKubelet("apptainer").start()) {
      Pod running =
          live.shell(
              "running",
              "until [ -e /work/go ]; do sleep 0.2; done; exit 6",
              KubeletSlurmSuite::withWork);
      live.awaitPhase(running, "Running");
      Pod created;
      LiveKubelet.run("testbed-ctl", "slurmctld", "stop");
      try {
        created = live.shell("created", "true");
        await().atMost(LiveKubelet.LIMIT).until(() -> schedulerReady(live).equals("False"));
        live.awaitPod(created, now -> LiveKubelet.waiting(now).isPresent());
        assertThat(live.resource(created).get().getStatus().getPhase()).isEqualTo("Pending");
        assertThat(live.resource(running).get().getStatus().getPhase()).isEqualTo("Running");
      } finally {
        LiveKubelet.run("testbed-ctl", "slurmctld", "start");
      }

      live.release(running, "work/go");
      assertThat(LiveKubelet.exitCode(live.awaitEnd(running), "main")).isEqualTo(6);
      live.awaitPhase(created, "Succeeded");
      assertThat(live.awaitJobs(running)).hasSize(1);
      assertThat(live.awaitJobs(created)).hasSize(1);
    }
  }

  @Test
  void an_end_while_the_api_server_is_away_is_told_when_it_is_back() {
    try (LiveKubelet live = new LiveKubelet("apptainer").start()) {
      Pod pod =
          live.shell(
              "running",
              "until [ -e /work/go ]; do sleep 0.2; done; exit 6",
              KubeletSlurmSuite::withWork);
      live.awaitPhase(pod, "Running");
      LiveKubelet.run("testbed-ctl", "apiserver", "stop");
      try {
        live.release(pod, "work/go");
        await().atMost(LiveKubelet.LIMIT).until(() -> live.queue(pod).isEmpty());
      } finally {
        LiveKubelet.run("testbed-ctl", "apiserver", "start");
      }

      await()
          .atMost(LiveKubelet.LIMIT)
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .until(() -> "Failed".equals(live.resource(pod).get().getStatus().getPhase()));
      assertThat(LiveKubelet.exitCode(live.resource(pod).get(), "main")).isEqualTo(6);
      assertThat(live.awaitJobs(pod)).hasSize(1);
    }
  }

  private static String schedulerReady(LiveKubelet live) {
    return live.client().nodes().withName(live.node()).get().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("BatchSchedulerReady"))
        .map(condition -> condition.getStatus())
        .findFirst()
        .orElse("");
  }
}
