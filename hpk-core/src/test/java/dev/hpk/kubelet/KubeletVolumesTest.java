package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API server has reaches the volumes of pods that run. */
class KubeletVolumesTest {

  @TempDir Path folder;
  private KubeletWorld world;

  @BeforeEach
  void makeWorld() {
    world = new KubeletWorld(folder);
  }

  @AfterEach
  void endWorld() {
    world.close();
  }

  @Test
  void a_changed_config_map_appears_in_a_running_pod() {
    put("settings", Map.of("a", "one"));
    world.startKubelet();
    Pod pod = runningPod();
    assertThat(volume(pod, "conf/a")).hasContent("one");

    put("settings", Map.of("a", "two", "b", "new"));

    awaitContent(pod, "conf/a", "two");
    awaitContent(pod, "conf/b", "new");
    assertThat(Files.isSymbolicLink(volume(pod, "conf/b"))).isTrue();
  }

  @Test
  void labels_appear_as_they_are_now() {
    put("settings", Map.of("a", "one"));
    world.startKubelet();
    Pod pod = runningPod();

    world
        .client()
        .resource(pod)
        .edit(
            now ->
                new PodBuilder(now)
                    .editMetadata()
                    .addToLabels("tier", "back")
                    .endMetadata()
                    .build());

    awaitContent(pod, "info/labels", "tier=\"back\"");
  }

  @Test
  void an_optional_secret_appears_when_it_is_there_and_goes_with_it() {
    put("settings", Map.of("a", "one"));
    world.startKubelet();
    Pod pod = runningPod();
    assertThat(volume(pod, "maybe/p")).doesNotExist();

    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("later")
            .withNamespace("default")
            .endMetadata()
            .withData(Map.of("p", "eA=="))
            .build();
    world.client().resource(secret).create();
    awaitContent(pod, "maybe/p", "x");

    world.client().resource(secret).delete();
    await().atMost(KubeletWorld.LIMIT).until(() -> !Files.exists(volume(pod, "maybe/p")));
  }

  @Test
  void what_was_mounted_stays_when_its_object_is_deleted_and_an_event_says_so() {
    put("settings", Map.of("a", "one"));
    world.startKubelet();
    Pod pod = runningPod();

    world.client().configMaps().inNamespace("default").withName("settings").delete();

    assertThat(world.awaitEvent(pod, "FailedMount"))
        .isEqualTo(
            "MountVolume.SetUp failed for volume \"conf\" : configmap \"settings\" not found");
    assertThat(volume(pod, "conf/a")).hasContent("one");
    put("settings", Map.of("a", "again"));
    awaitContent(pod, "conf/a", "again");
  }

  @Test
  void a_kubelet_that_starts_again_refreshes_the_pods_of_the_one_before() {
    put("settings", Map.of("a", "one"));
    world.startKubelet();
    Pod pod = runningPod();
    world.killKubelet();
    put("settings", Map.of("a", "two"));

    world.startKubelet();

    awaitContent(pod, "conf/a", "two");
  }

  @Test
  void a_job_that_waits_in_the_queue_is_refreshed_too() {
    put("settings", Map.of("a", "one"));
    world.startKubelet();
    Pod pod = createPod();
    world.awaitJob(pod);

    put("settings", Map.of("a", "two"));

    awaitContent(pod, "conf/a", "two");
  }

  @Test
  void a_volume_that_takes_nothing_for_a_while_loses_nothing() throws IOException {
    put("settings", Map.of("a", "one"));
    world.startKubelet();
    Pod pod = runningPod();
    Path volume = volume(pod, "conf");
    // a file where the directory was: nothing can be written, whoever tries
    Path aside = volume.resolveSibling("aside");
    Files.move(volume, aside);
    Files.writeString(volume, "in the way");
    put("settings", Map.of("a", "two"));
    put("other", Map.of("c", "seen"));
    awaitContent(pod, "others/c", "seen");

    Files.delete(volume);
    Files.move(aside, volume);

    awaitContent(pod, "conf/a", "two");
  }

  @Test
  void a_pod_waits_for_its_claim_and_is_submitted_once_it_is_bound() throws Exception {
    world.startKubelet();
    Pod pod =
        world.createPod(
            "claiming",
            builder ->
                builder
                    .editSpec()
                    .editFirstContainer()
                    .addNewVolumeMount()
                    .withName("data")
                    .withMountPath("/data")
                    .endVolumeMount()
                    .endContainer()
                    .addNewVolume()
                    .withName("data")
                    .withNewPersistentVolumeClaim("mine", false)
                    .endVolume()
                    .endSpec());
    assertThat(world.awaitEvent(pod, "FailedMount"))
        .isEqualTo(
            "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[],"
                + " failed to process volumes=[data]: error processing PVC default/mine: failed to"
                + " fetch PVC from API server: persistentvolumeclaims \"mine\" not found");
    assertThat(world.current(pod))
        .satisfies(now -> assertThat(now.getStatus().getPhase()).isEqualTo("Pending"));
    assertThat(world.jobs(pod)).isEmpty();

    PersistentVolumeClaim claim =
        world
            .client()
            .resource(
                new PersistentVolumeClaimBuilder()
                    .withNewMetadata()
                    .withName("mine")
                    .withNamespace("default")
                    .endMetadata()
                    .withNewSpec()
                    .withVolumeName("pv")
                    .endSpec()
                    .withNewStatus()
                    .withPhase("Bound")
                    .endStatus()
                    .build())
            .create();
    world
        .client()
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("pv")
                .endMetadata()
                .withNewSpec()
                .withNewLocal("ext4", "/data/mine")
                .withNewClaimRef()
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build())
        .create();

    world.awaitJob(pod);
    assertThat(Files.readString(world.directory(pod).resolve("job.sh")))
        .contains("'0' 'Exists' '/data/mine' 'data'");
  }

  private Pod runningPod() {
    Pod pod = createPod();
    world.awaitJob(pod);
    world.runJob(pod);
    return world.awaitPhase(pod, "Running");
  }

  private Pod createPod() {
    return world.createPod(
        "web",
        pod ->
            pod.editSpec()
                .addNewVolume()
                .withName("conf")
                .withNewConfigMap()
                .withName("settings")
                .endConfigMap()
                .endVolume()
                .addNewVolume()
                .withName("others")
                .withNewConfigMap()
                .withName("other")
                .withOptional(true)
                .endConfigMap()
                .endVolume()
                .addNewVolume()
                .withName("maybe")
                .withNewSecret()
                .withSecretName("later")
                .withOptional(true)
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
                .endSpec());
  }

  private Path volume(Pod pod, String path) {
    return world.directory(pod).resolve("volumes").resolve(path);
  }

  private void awaitContent(Pod pod, String path, String content) {
    await()
        .atMost(KubeletWorld.LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> content.equals(read(volume(pod, path))));
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return null;
    }
  }

  private void put(String name, Map<String, String> data) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .endMetadata()
            .withData(data)
            .build();
    world.client().resource(map).unlock().createOr(resource -> resource.update());
  }
}
