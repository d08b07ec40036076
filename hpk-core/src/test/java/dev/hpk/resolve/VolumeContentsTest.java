package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeContentsTest {

  private static final String VOLUMES =
      """
      volumes:
      - name: conf
        configMap: {name: settings}
      - name: fixed
        configMap: {name: constants}
      - name: keys
        secret: {secretName: cred}
      - name: all
        projected:
          sources:
          - configMap: {name: settings}
          - serviceAccountToken: {path: token, audience: vault, expirationSeconds: 600}
      - name: info
        downwardAPI:
          items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]
      - name: scratch
        emptyDir: {}
      """;

  private final FakeReader reader =
      new FakeReader(
          Resolving.configMap("settings", "data: {a: one}"),
          Resolving.configMap("constants", "immutable: true\ndata: {pi: '3'}"),
          Resolving.secret("cred", "data: {p: eA==}"));
  private final VolumeContents contents = new VolumeContents(reader);
  private final Pod pod =
      new KubernetesSerialization().unmarshal(Resolving.pod("", VOLUMES), Pod.class);

  @Test
  void the_kubelet_fills_volumes_of_four_kinds() {
    assertThat(pod.getSpec().getVolumes())
        .filteredOn(VolumeContents::isFilled)
        .extracting("name")
        .containsExactly("conf", "fixed", "keys", "all", "info");
  }

  @Test
  void a_look_at_many_pods_reads_each_object_once_and_immutable_ones_never_again() {
    readAll();
    readAll();
    assertThat(reader.reads)
        .containsExactlyInAnyOrder(
            "ConfigMap shop/settings", "ConfigMap shop/constants", "Secret shop/cred");

    reader.reads.clear();
    contents.begin();
    readAll();

    assertThat(reader.reads)
        .containsExactlyInAnyOrder("ConfigMap shop/settings", "Secret shop/cred");
  }

  @Test
  void files_are_those_that_a_new_pod_would_get() {
    assertThat(text("conf", "a")).isEqualTo("one");
    assertThat(text("keys", "p")).isEqualTo("x");
    assertThat(text("all", "token")).isEqualTo("token-1");
    assertThat(text("info", "labels")).contains("tier=\"front\"");
  }

  @Test
  void a_token_on_the_disk_is_offered_with_what_the_pod_asks_for() {
    FakeReader seen = new FakeReader();
    new VolumeContents(seen)
        .knowTokens(
            pod,
            pod.getSpec().getVolumes().get(3),
            path -> path.equals("token") ? "old".getBytes(StandardCharsets.UTF_8) : null);

    assertThat(seen.known).hasSize(1);
    PodToken wanted = seen.known.keySet().iterator().next();
    assertThat(wanted.audiences()).containsExactly("vault");
    assertThat(wanted.expirationSeconds()).isEqualTo(600);
    assertThat(wanted.podUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(seen.known).containsValue("old");
  }

  @Test
  void a_missing_object_is_told_as_a_kubelet_does() {
    VolumeContents empty = new VolumeContents(new FakeReader());

    assertThatThrownBy(() -> empty.files(pod, 2, Resolving.NODE))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage("MountVolume.SetUp failed for volume \"keys\" : secret \"cred\" not found");
  }

  @Test
  void an_api_server_that_is_away_is_not_asked_for_every_object() {
    FakeReader away = new FakeReader();
    away.failure = new HpkException(HpkException.Kind.EXTERNAL, "away");
    OnceReader once = new OnceReader(away);
    for (int index = 0; index < 10; index++) {
      String name = "c" + index;
      assertThatThrownBy(() -> once.configMap("shop", name)).hasMessage("away");
    }
    assertThat(away.reads).hasSize(3);

    assertThatThrownBy(() -> once.next().configMap("shop", "c0")).hasMessage("away");
    assertThat(away.reads).hasSize(4);
  }

  private void readAll() {
    for (int index = 0; index < 5; index++) {
      contents.files(pod, index, Resolving.NODE);
    }
  }

  private String text(String volume, String path) {
    for (int index = 0; index < 5; index++) {
      if (pod.getSpec().getVolumes().get(index).getName().equals(volume)) {
        List<VolumeFile> files = contents.files(pod, index, Resolving.NODE);
        return files.stream()
            .filter(file -> file.path().equals(path))
            .map(file -> new String(file.content().bytes(), StandardCharsets.UTF_8))
            .findFirst()
            .orElseThrow();
      }
    }
    throw new AssertionError("no volume " + volume);
  }
}
