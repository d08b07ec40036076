package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobSpec;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubeletLifeTest {

  @TempDir Path work;

  private KubeletWorld world;

  @BeforeEach
  void start() {
    world = new KubeletWorld(work);
    world.startKubelet();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void a_pod_becomes_one_job_and_its_end_reaches_the_api() {
    Pod pod = world.createPod("once");

    world.runJob(pod);
    world.awaitPhase(pod, "Running");
    assertThat(world.scheduler().jobs(JobSpec.NAME_PREFIX + pod.getMetadata().getUid())).hasSize(1);

    world.endJob(pod, 3);
    Pod ended = world.awaitPhase(pod, "Failed");
    assertThat(
            ended
                .getStatus()
                .getContainerStatuses()
                .get(0)
                .getState()
                .getTerminated()
                .getExitCode())
        .isEqualTo(3);
  }
}
