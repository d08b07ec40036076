package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of pods as Slurm jobs, with a real API server. */
abstract class KubeletSlurmSuite extends LiveSuite {

  KubeletSlurmSuite(String runtime) {
    super(runtime);
  }

  @Test
  void a_pod_is_one_job_and_every_container_has_its_exit_code() {
    Pod pod =
        live.create(
            "whole",
            builder ->
                builder
                    .editSpec()
                    .addNewVolume()
                    .withName("work")
                    .withNewEmptyDir()
                    .endEmptyDir()
                    .endVolume()
                    .addNewInitContainer()
                    .withName("prepare")
                    .withImage(LiveKubelet.IMAGE)
                    .withCommand("sh", "-c", "echo prepared >/work/file")
                    .addNewVolumeMount()
                    .withName("work")
                    .withMountPath("/work")
                    .endVolumeMount()
                    .endInitContainer()
                    .addNewContainer()
                    .withName("main")
                    .withImage(LiveKubelet.IMAGE)
                    .withCommand(
                        "sh",
                        "-c",
                        "cat /work/file; until [ -e /work/go ]; do sleep 0.2; done; exit 3")
                    .addNewVolumeMount()
                    .withName("work")
                    .withMountPath("/work")
                    .endVolumeMount()
                    .endContainer()
                    .addNewContainer()
                    .withName("other")
                    .withImage(LiveKubelet.IMAGE)
                    .withCommand("true")
                    .endContainer()
                    .endSpec());

    live.awaitPhase(pod, "Running");
    assertThat(live.queue(pod)).matches("[0-9]+");
    assertThat(live.views()).anyMatch(view -> live.queue(pod).equals(view.job()));
    live.release(pod, "work/go");

    Pod ended = live.awaitPhase(pod, "Failed");
    assertThat(LiveKubelet.exitCode(ended, "prepare")).isZero();
    assertThat(LiveKubelet.exitCode(ended, "main")).isEqualTo(3);
    assertThat(LiveKubelet.exitCode(ended, "other")).isZero();
    assertThat(live.log(pod, "main")).isEqualTo("prepared\n");
    assertThat(live.awaitJobs(pod)).hasSize(1);
  }

  @Test
  void an_image_that_is_not_there_shows_as_a_kubelet_shows_it() {
    Pod unknown = live.create("unknown-image", builder -> withImage(builder, "no-such-image:1"));
    Pod invalid = live.create("invalid-image", builder -> withImage(builder, "Bad Name;$(reboot)"));

    live.awaitWaiting(invalid, "InvalidImageName");
    live.awaitPod(
        unknown,
        now ->
            LiveKubelet.waiting(now)
                .filter(List.of("ErrImagePull", "ImagePullBackOff")::contains)
                .isPresent());
    assertThat(live.awaitEvent(unknown, "Failed")).contains("no-such-image");
    assertThat(live.queue(unknown)).isEmpty();
    assertThat(live.queue(invalid)).isEmpty();
  }

  @Test
  void a_deleted_pod_is_told_to_end_and_may_take_its_grace() throws Exception {
    Pod pod =
        live.shell(
            "deleted",
            "trap 'echo told >/host/told; exit 0' TERM; echo ready; while :; do sleep 0.2; done",
            builder ->
                live.withHost(builder).editSpec().withTerminationGracePeriodSeconds(30L).endSpec());
    live.awaitPhase(pod, "Running");
    live.awaitLog(pod, "ready");

    live.resource(pod).delete();
    live.awaitGone(pod);

    assertThat(live.work().resolve("told")).hasContent("told");
    await().atMost(LiveKubelet.LIMIT).until(() -> live.queue(pod).isEmpty());
  }

  private static PodBuilder withImage(PodBuilder builder, String image) {
    return builder
        .editSpec()
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .endContainer()
        .endSpec();
  }

  static PodBuilder withWork(PodBuilder builder) {
    return builder
        .editSpec()
        .addNewVolume()
        .withName("work")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName("work")
        .withMountPath("/work")
        .endVolumeMount()
        .endContainer()
        .endSpec();
  }
}
