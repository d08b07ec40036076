package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Volumes in pods that run as Slurm jobs, with a real API server. All pods run at once. */
abstract class VolumesSuite extends LiveSuite {

  private static final String FILLED =
      """
      cat /conf/key /keys/p; stat -L -c %a /keys/p
      until [ "$(cat /conf/key)" = two ]; do sleep 0.2; done; echo changed
      until grep -q 'tier="back"' /info/labels; do sleep 0.2; done; echo labelled
      echo "part=$(cat /part)"
      until [ -e /work/go ]; do sleep 0.2; done
      cat /keys/p
      """;

  private final Map<String, Pod> pods = new LinkedHashMap<>();

  VolumesSuite(String runtime) {
    super(runtime);
  }

  /** Whether a part of an image can be mounted. */
  abstract boolean mountsPartsOfImages();

  @BeforeAll
  void createPods() throws IOException {
    put("one");
    live.client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("cred")
                .withNamespace(live.namespace())
                .endMetadata()
                .addToStringData("p", "s3cret\n")
                .build())
        .create();
    pods.put("filled", live.shell("filled", FILLED, VolumesSuite::withFilledVolumes));
    pods.put("token", live.shell("token", "cat /token/token", VolumesSuite::withToken));
    pods.put(
        "full", live.shell("full", "head -c 5000000 /dev/zero >/work/x; sleep 600", this::full));
    pods.put("image", live.shell("image", image(), this::withImage));
    Files.createDirectories(live.work().resolve("pv"));
    pods.put("claim", live.shell("claim", "echo hello >/data/a; ls /data", this::withClaim));
  }

  @AfterAll
  void removeVolume() {
    live.client().persistentVolumes().withName(live.namespace()).delete();
  }

  @Test
  void what_changes_in_the_cluster_changes_in_a_running_container() {
    Pod pod = pod("filled");
    live.awaitLog(pod, "400\n");
    assertThat(live.log(pod, "main")).isEqualTo("ones3cret\n400\n");

    put("two");
    live.awaitLog(pod, "changed");
    live.resource(pod)
        .edit(
            now ->
                new PodBuilder(now)
                    .editMetadata()
                    .addToLabels("tier", "back")
                    .endMetadata()
                    .build());
    live.awaitLog(pod, "part=one");

    live.client().secrets().inNamespace(live.namespace()).withName("cred").delete();
    assertThat(live.awaitEvent(pod, "FailedMount"))
        .isEqualTo("MountVolume.SetUp failed for volume \"keys\" : secret \"cred\" not found");
    live.release(pod, "work/go");
    live.awaitPhase(pod, "Succeeded");
    assertThat(live.log(pod, "main")).endsWith("part=one\ns3cret\n");
  }

  @Test
  void a_token_is_the_pods_own_and_for_its_audience() {
    Pod pod = live.awaitPhase(pod("token"), "Succeeded");
    String token = live.log(pod, "main");

    assertThat(review(token, "vault"))
        .satisfies(
            review -> {
              assertThat(review.getStatus().getAuthenticated()).isTrue();
              assertThat(review.getStatus().getUser().getUsername())
                  .isEqualTo("system:serviceaccount:" + live.namespace() + ":default");
              assertThat(review.getStatus().getUser().getExtra())
                  .containsKey("authentication.kubernetes.io/pod-uid");
            });
    assertThat(review(token, "other").getStatus().getAuthenticated()).isNotEqualTo(true);
  }

  @Test
  void a_pod_that_fills_a_volume_beyond_its_limit_is_evicted() {
    Pod pod = live.awaitPhase(pod("full"), "Failed");

    assertThat(pod.getStatus().getReason()).isEqualTo("Evicted");
    assertThat(pod.getStatus().getMessage())
        .isEqualTo("Usage of EmptyDir volume \"work\" exceeds the limit \"1Mi\". ");
    assertThat(pod.getStatus().getConditions())
        .filteredOn(condition -> condition.getType().equals("DisruptionTarget"))
        .extracting("status", "reason")
        .containsExactly(tuple("True", "TerminationByKubelet"));
    assertThat(live.awaitEvent(pod, "Evicted")).contains("exceeds the limit");
  }

  @Test
  void an_image_is_a_read_only_volume() {
    Pod pod = live.awaitEnd(pod("image"));

    assertThat(live.log(pod, "main")).isEqualTo("busybox\nread-only\n");
    assertThat(LiveKubelet.exitCode(pod, "main")).isZero();
  }

  @Test
  void a_pod_waits_for_its_claim_and_runs_once_it_is_bound() {
    Pod pod = pod("claim");
    assertThat(live.awaitEvent(pod, "FailedMount"))
        .contains("persistentvolumeclaims \"mine\" not found");
    assertThat(live.queue(pod)).isEmpty();

    live.client().load(text(claim())).create();
    live.awaitPhase(pod, "Succeeded");

    assertThat(live.log(pod, "main")).isEqualTo("a\n");
    assertThat(live.work().resolve("pv/a")).hasContent("hello\n");
  }

  private Pod pod(String name) {
    Pod pod = pods.get(name);
    if (pod == null) {
      throw new AssertionError("no pod " + name);
    }
    return pod;
  }

  private void put(String value) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("settings")
            .withNamespace(live.namespace())
            .endMetadata()
            .addToData("key", value)
            .build();
    live.client().resource(map).unlock().createOr(item -> item.update());
  }

  private TokenReview review(String token, String audience) {
    return live.client()
        .resource(
            new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(audience)
                .endSpec()
                .build())
        .create();
  }

  private static PodBuilder withFilledVolumes(PodBuilder pod) {
    return mount(pod, "work", "/work")
        .editSpec()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName("conf")
        .withMountPath("/conf")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("conf")
        .withMountPath("/part")
        .withSubPath("key")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("keys")
        .withMountPath("/keys")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("info")
        .withMountPath("/info")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("work")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("conf")
        .withNewConfigMap()
        .withName("settings")
        .endConfigMap()
        .endVolume()
        .addNewVolume()
        .withName("keys")
        .withNewSecret()
        .withSecretName("cred")
        .withDefaultMode(0400)
        .endSecret()
        .endVolume()
        .addNewVolume()
        .withName("info")
        .withNewDownwardAPI()
        .addNewItem()
        .withPath("labels")
        .withNewFieldRef("v1", "metadata.labels")
        .endItem()
        .endDownwardAPI()
        .endVolume()
        .endSpec();
  }

  private static PodBuilder withToken(PodBuilder pod) {
    return mount(pod, "token", "/token")
        .editSpec()
        .addNewVolume()
        .withName("token")
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken("vault", 600L, "token")
        .endSource()
        .endProjected()
        .endVolume()
        .endSpec();
  }

  private PodBuilder full(PodBuilder pod) {
    return mount(pod, "work", "/work")
        .editSpec()
        .addNewVolume()
        .withName("work")
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("1Mi"))
        .endEmptyDir()
        .endVolume()
        .endSpec();
  }

  private String image() {
    String found = mountsPartsOfImages() ? "/part/busybox" : "/model/bin/busybox";
    return "ls " + found + " | sed 's,.*/,,'; touch /model/x 2>/dev/null || echo read-only";
  }

  private PodBuilder withImage(PodBuilder pod) {
    PodBuilder whole =
        mount(pod, "model", "/model")
            .editSpec()
            .addNewVolume()
            .withName("model")
            .withNewImage("IfNotPresent", LiveKubelet.IMAGE)
            .endVolume()
            .endSpec();
    if (!mountsPartsOfImages()) {
      return whole;
    }
    return whole
        .editSpec()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName("model")
        .withMountPath("/part")
        .withSubPath("bin")
        .endVolumeMount()
        .endContainer()
        .endSpec();
  }

  private PodBuilder withClaim(PodBuilder pod) {
    return mount(pod, "data", "/data")
        .editSpec()
        .addNewVolume()
        .withName("data")
        .withNewPersistentVolumeClaim("mine", false)
        .endVolume()
        .endSpec();
  }

  private static PodBuilder mount(PodBuilder pod, String volume, String path) {
    return pod.editSpec()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName(volume)
        .withMountPath(path)
        .endVolumeMount()
        .endContainer()
        .endSpec();
  }

  private String claim() {
    Path directory = live.work().resolve("pv");
    return """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: %s}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteOnce]
          storageClassName: ""
          claimRef: {name: mine, namespace: %s}
          hostPath: {path: "%s", type: Directory}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: mine, namespace: %s}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: ""
          volumeName: %s
          resources: {requests: {storage: 1Gi}}
        """
        .formatted(
            live.namespace(), live.namespace(), directory, live.namespace(), live.namespace());
  }

  private static InputStream text(String yaml) {
    return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
