package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.configMap;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import org.junit.jupiter.api.Test;

class PodResolverTest {

  @Test
  void each_object_is_read_once_for_a_pod() {
    FakeReader reader = new FakeReader(configMap("conf", "data: {a: '1'}"));
    String spec =
        """
        initContainers:
        - name: first
          image: busybox
          envFrom: [{configMapRef: {name: conf}}, {secretRef: {name: none, optional: true}}]
        volumes:
        - {name: v, configMap: {name: conf}}
        - {name: w, projected: {sources: [{configMap: {name: conf}}]}}
        """;
    String container =
        "envFrom: [{configMapRef: {name: conf}}, {secretRef: {name: none, optional: true}}]";

    resolve(reader, pod(container, spec));

    assertThat(reader.reads)
        .containsExactlyInAnyOrder(
            "ConfigMap shop/conf",
            "Secret shop/none",
            "Services shop",
            "Service default/kubernetes");
  }

  @Test
  void services_are_not_read_for_a_pod_that_does_not_want_to_know_them() {
    FakeReader reader = new FakeReader();

    resolve(reader, pod("", "enableServiceLinks: false"));

    assertThat(reader.reads).containsExactly("Service default/kubernetes");
  }

  @Test
  void a_pod_without_a_namespace_is_in_the_default_one() {
    FakeReader reader = new FakeReader();

    resolve(reader, pod("").replace("  namespace: shop\n", ""));

    assertThat(reader.reads).contains("Services default");
  }

  @Test
  void a_missing_volume_is_told_before_a_missing_variable() {
    String spec = "volumes: [{name: v, configMap: {name: none}}]";

    assertThatThrownBy(() -> resolve(pod("envFrom: [{configMapRef: {name: no}}]", spec)))
        .hasMessageStartingWith("MountVolume.SetUp failed");
  }

  @Test
  void what_is_missing_now_is_no_fault_of_the_pod() {
    assertThatThrownBy(() -> resolve(pod("envFrom: [{configMapRef: {name: no}}]")))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL));
  }
}
