package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a container finds: its words, variables and volumes. */
abstract class ContainerContentsSuite extends LiveSuite {

  private static final String HOSTILE =
      "it's \"quoted\" $(touch /tmp/x) `id` \\ ${HOME} $$ \n\tä€𝄞 -- *?[a] !x #y ;&|<> ";

  ContainerContentsSuite(String runtime) {
    super(runtime);
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
  void variables_come_from_all_their_sources() {
    createSources("env");
    Pod pod =
        live.shell(
            "variables",
            "echo $PLAIN,$NAME,$NODE,$CPU,$KEY,$SECRET,$P_colour,$P_size",
            builder ->
                builder
                    .editSpec()
                    .editFirstContainer()
                    .withNewResources()
                    .addToRequests("cpu", new Quantity("1"))
                    .addToLimits("cpu", new Quantity("1"))
                    .endResources()
                    .addNewEnvFrom()
                    .withPrefix("P_")
                    .withNewConfigMapRef()
                    .withName("env")
                    .endConfigMapRef()
                    .endEnvFrom()
                    .addToEnv(LiveKubelet.variable("FIRST", "one"))
                    .addToEnv(LiveKubelet.variable("PLAIN", "$(FIRST)-two"))
                    .addNewEnv()
                    .withName("NAME")
                    .withNewValueFrom()
                    .withNewFieldRef(null, "metadata.name")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("NODE")
                    .withNewValueFrom()
                    .withNewFieldRef(null, "spec.nodeName")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("CPU")
                    .withNewValueFrom()
                    .withNewResourceFieldRef()
                    .withContainerName("main")
                    .withResource("limits.cpu")
                    .endResourceFieldRef()
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("KEY")
                    .withNewValueFrom()
                    .withNewConfigMapKeyRef("colour", "env", false)
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("SECRET")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("password", "env", false)
                    .endValueFrom()
                    .endEnv()
                    .endContainer()
                    .endSpec());

    live.awaitPhase(pod, "Succeeded");

    assertThat(live.log(pod, "main"))
        .isEqualTo("one-two,variables," + live.node() + ",1,red,s3'cr3t,red,big\n");
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

  private void createSources(String name) {
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
