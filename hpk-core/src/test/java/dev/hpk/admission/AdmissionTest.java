package dev.hpk.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.Resources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reasons and texts as in kubelet lifecycle/predicate.go. */
class AdmissionTest {

  private static final long GIBIBYTE = 1L << 30;
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static final Node NODE =
      SERIALIZATION.unmarshal(
          """
          apiVersion: v1
          kind: Node
          metadata:
            name: n1
            labels: {kubernetes.io/os: linux, disk: fast, cores: "64"}
          spec:
            taints:
              - {key: drain, value: now, effect: NoExecute}
              - {key: site, effect: NoSchedule}
          """,
          Node.class);

  private static final NodeOffer OFFER =
      new NodeOffer(
          new Resources(
              2000, 4 * GIBIBYTE, Map.of("ephemeral-storage", GIBIBYTE, "nvidia.com/gpu", 2L)),
          new Resources(500, GIBIBYTE, Map.of("nvidia.com/gpu", 1L)),
          5,
          4);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpu: 1501m             | cpu               | 1501       | 500        | 2000
          cpu: 4                 | cpu               | 4000       | 500        | 2000
          memory: 3221225473     | memory            | 3221225473 | 1073741824 | 4294967296
          ephemeral-storage: 2Gi | ephemeral-storage | 2147483648 | 0          | 1073741824
          nvidia.com/gpu: 2      | nvidia.com/gpu    | 2          | 1          | 2
          hugepages-2Mi: 4Mi     | hugepages-2Mi     | 4194304    | 0          | 0
          """)
  void a_pod_that_asks_for_more_than_there_is_is_told_what_is_out(
      String request, String resource, long requested, long used, long capacity) {
    Rejection rejection = decide(requesting(request), OFFER).orElseThrow();

    assertThat(rejection.reason()).isEqualTo("OutOf" + resource);
    assertThat(rejection.message())
        .isEqualTo(
            "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
                .formatted(resource, requested, used, capacity));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpu: 1500m",
        "memory: 3Gi",
        "ephemeral-storage: 1Gi",
        "nvidia.com/gpu: 1",
        "site.example/unknown-device: 7"
      })
  void a_pod_that_just_fits_is_admitted(String request) {
    assertThat(decide(requesting(request), OFFER)).isEmpty();
  }

  @Test
  void the_pods_are_counted_before_anything_else() {
    NodeOffer full = new NodeOffer(OFFER.capacity(), OFFER.used(), 5, 5);

    assertThat(decide(requesting("cpu: 100"), full))
        .contains(
            new Rejection(
                "OutOfpods",
                "Node didn't have enough resource: pods, requested: 1, used: 5, capacity: 5"));
  }

  @Test
  void where_no_capacity_counts_only_the_node_decides() {
    assertThat(decide(requesting("cpu: 1000"), new NodeOffer(null, Resources.NONE, 0, 9)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nodeSelector: {disk: slow}",
        "nodeSelector: {disk: fast, other: x}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{}]}}}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: NotIn, values:"
            + " [fast]}]}]}}}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchExpressions: [{key: cores, operator: Gt, values:"
            + " ['64']}]}]}}}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values:"
            + " [n2]}]}]}}}",
      })
  void a_pod_for_other_nodes_is_rejected(String spec) {
    assertThat(decide(pod(spec + "\n  " + TOLERATED), OFFER))
        .contains(
            new Rejection(
                "NodeAffinity",
                "Predicate NodeAffinity failed: node(s) didn't match Pod's node"
                    + " affinity/selector"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nodeSelector: {disk: fast}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values:"
            + " [slow]}]}, {matchExpressions: [{key: cores, operator: Lt, values: ['65']}, {key:"
            + " none, operator: DoesNotExist}, {key: disk, operator: Exists}]}]}}}",
        "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1,"
            + " preference: {matchExpressions: [{key: no, operator: Exists}]}}]}}",
      })
  void a_pod_for_this_node_is_admitted(String spec) {
    assertThat(decide(pod(spec + "\n  " + TOLERATED), OFFER)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tolerations: []",
        "tolerations: [{key: drain, operator: Exists, effect: NoSchedule}]",
        "tolerations: [{key: drain, value: later}]",
        "tolerations: [{key: other, operator: Exists}]",
      })
  void a_taint_that_throws_pods_out_keeps_them_out(String spec) {
    assertThat(decide(pod(spec), OFFER))
        .contains(
            new Rejection(
                "TaintToleration",
                "Predicate TaintToleration failed: node(s) had taints that the pod didn't"
                    + " tolerate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tolerations: [{operator: Exists}]",
        "tolerations: [{key: drain, value: now, effect: NoExecute}]",
        "tolerations: [{key: drain, operator: Exists, tolerationSeconds: 300}]",
      })
  void a_pod_that_tolerates_the_taint_is_admitted(String spec) {
    assertThat(decide(pod(spec), OFFER)).isEmpty();
  }

  @Test
  void a_pod_of_another_system_is_rejected() {
    assertThat(decide(pod("os: {name: windows}"), OFFER).orElseThrow().reason())
        .isEqualTo("PodOSNotSupported");
    assertThat(decide(pod("nodeSelector: {kubernetes.io/os: windows}"), OFFER).orElseThrow())
        .isEqualTo(
            new Rejection(
                "PodOSSelectorNodeLabelDoesNotMatch",
                "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"));
  }

  private static final String TOLERATED = "tolerations: [{operator: Exists}]";

  private static Optional<Rejection> decide(Pod pod, NodeOffer offer) {
    return Admission.decide(pod, NODE, offer);
  }

  private static Pod requesting(String request) {
    return pod(
        TOLERATED + "\n  containers: [{name: main, resources: {requests: {" + request + "}}}]");
  }

  private static Pod pod(String spec) {
    return SERIALIZATION.unmarshal(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  " + spec + "\n", Pod.class);
  }
}
