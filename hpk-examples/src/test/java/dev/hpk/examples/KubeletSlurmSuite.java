package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What holds for pods as Slurm jobs whatever the container engine, with a real API server. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KubeletSlurmSuite {

  private static final String HOSTILE =
      "it's \"quoted\" $(touch /tmp/x) `id` \\ ${HOME} $$ \n\tä€𝄞 -- *?[a] !x #y ;&|<> ";

  private final LiveKubelet live;

  KubeletSlurmSuite(String runtime) {
    live = new LiveKubelet(runtime);
  }

  final LiveKubelet live() {
    return live;
  }

  @BeforeAll
  void start() {
    live.start();
  }

  @AfterAll
  void stop() {
    live.close();
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
  void hostile_values_arrive_byte_for_byte() {
    String big = "x".repeat(100_000);
    Pod pod =
        live.create(
            "hostile",
            builder ->
                builder
                    .editSpec()
                    .addNewContainer()
                    .withName("main")
                    .withImage(LiveKubelet.IMAGE)
                    .withCommand(
                        "sh",
                        "-c",
                        "printf %s \"$VALUE\" | base64 -w0; echo; printf %s \"$1\" | base64 -w0;"
                            + " echo; printf %s \"$2\"; echo; printf %s \"$BIG\" | wc -c",
                        "sh")
                    .withArgs(HOSTILE, "--dash=$(VALUE_OF_NONE)")
                    .withEnv(
                        LiveKubelet.variable("VALUE", HOSTILE), LiveKubelet.variable("BIG", big))
                    .endContainer()
                    .endSpec());

    live.awaitPhase(pod, "Succeeded");

    // Kubernetes makes $$ of a value one $ (core/v1 EnvVar.value, Container.args)
    String expected =
        Base64.getEncoder()
            .encodeToString(HOSTILE.replace("$$", "$").getBytes(StandardCharsets.UTF_8));
    assertThat(live.log(pod, "main").lines())
        .containsExactly(expected, expected, "--dash=$(VALUE_OF_NONE)", "100000");
  }

  @Test
  void volumes_hold_what_they_should() throws Exception {
    createSources("files");
    Files.writeString(live.work().resolve("host-file"), "from the host");
    String token = "/var/run/secrets/kubernetes.io/serviceaccount";
    Pod pod =
        live.shell(
            "volumes",
            "cat /config/colour; echo; cat /secret/password; echo; cat /host/host-file; echo;"
                + " cat /down/name; echo; touch /empty/x && echo made;"
                + " test -s "
                + token
                + "/token && test -s "
                + token
                + "/ca.crt && echo token;"
                + " cat "
                + token
                + "/namespace; echo;"
                + " touch /config/new 2>/dev/null || echo read-only",
            builder ->
                builder
                    .editSpec()
                    .addNewVolume()
                    .withName("config")
                    .withNewConfigMap()
                    .withName("files")
                    .endConfigMap()
                    .endVolume()
                    .addNewVolume()
                    .withName("secret")
                    .withNewSecret()
                    .withSecretName("files")
                    .endSecret()
                    .endVolume()
                    .addNewVolume()
                    .withName("host")
                    .withNewHostPath(live.work().toString(), "Directory")
                    .endVolume()
                    .addNewVolume()
                    .withName("empty")
                    .withNewEmptyDir()
                    .endEmptyDir()
                    .endVolume()
                    .addNewVolume()
                    .withName("down")
                    .withNewDownwardAPI()
                    .addNewItem()
                    .withPath("name")
                    .withNewFieldRef(null, "metadata.name")
                    .endItem()
                    .endDownwardAPI()
                    .endVolume()
                    .editFirstContainer()
                    .addNewVolumeMount()
                    .withName("config")
                    .withMountPath("/config")
                    .endVolumeMount()
                    .addNewVolumeMount()
                    .withName("secret")
                    .withMountPath("/secret")
                    .endVolumeMount()
                    .addNewVolumeMount()
                    .withName("host")
                    .withMountPath("/host")
                    .withReadOnly(true)
                    .endVolumeMount()
                    .addNewVolumeMount()
                    .withName("empty")
                    .withMountPath("/empty")
                    .endVolumeMount()
                    .addNewVolumeMount()
                    .withName("down")
                    .withMountPath("/down")
                    .endVolumeMount()
                    .endContainer()
                    .endSpec());

    live.awaitEnd(pod);

    assertThat(live.log(pod, "main").lines())
        .containsExactly(
            "red",
            "s3'cr3t",
            "from the host",
            "volumes",
            "made",
            "token",
            live.namespace(),
            "read-only");
  }

  @Test
  void command_and_args_stand_in_for_the_images_entrypoint_as_in_kubernetes() {
    Pod none = image("image-none", List.of(), List.of());
    Pod args = image("image-args", List.of(), List.of("mine"));
    Pod command = image("image-command", List.of("echo", "own"), List.of());

    live.awaitPhase(none, "Succeeded");
    live.awaitPhase(args, "Succeeded");
    live.awaitPhase(command, "Succeeded");

    assertThat(live.log(none, "main").lines()).containsExactly("--fixed", "one", "two");
    assertThat(live.log(args, "main").lines()).containsExactly("--fixed", "mine");
    assertThat(live.log(command, "main")).isEqualTo("own\n");
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
                builder
                    .editSpec()
                    .withTerminationGracePeriodSeconds(30L)
                    .addNewVolume()
                    .withName("host")
                    .withNewHostPath(live.work().toString(), "Directory")
                    .endVolume()
                    .editFirstContainer()
                    .addNewVolumeMount()
                    .withName("host")
                    .withMountPath("/host")
                    .endVolumeMount()
                    .endContainer()
                    .endSpec());
    live.awaitPhase(pod, "Running");
    live.awaitLog(pod, "ready");

    live.resource(pod).delete();
    live.awaitGone(pod);

    assertThat(live.work().resolve("told")).hasContent("told");
    await().atMost(LiveKubelet.LIMIT).until(() -> live.queue(pod).isEmpty());
  }

  private Pod image(String name, List<String> command, List<String> args) {
    return live.create(
        name,
        builder ->
            builder
                .editSpec()
                .addNewContainer()
                .withName("main")
                .withImage("hpk/entrypoint:1")
                .withCommand(command)
                .withArgs(args)
                .endContainer()
                .endSpec());
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

  final void createSources(String name) {
    live.client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(live.namespace())
                .endMetadata()
                .withData(Map.of("colour", "red", "size", "big"))
                .build())
        .create();
    live.client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(live.namespace())
                .endMetadata()
                .withStringData(Map.of("password", "s3'cr3t"))
                .build())
        .create();
  }
}
