package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class TrustBundlesTest {

  private static final String A = pem("AAAA");
  private static final String B = pem("BBBB");
  private static final String C = pem("CCCC");

  private KubernetesClient client;

  private final String own = bundle("own", "example.com/ca", "live: 'true'", "text\n" + B + A + A);
  private final String second = bundle("second", "example.com/ca", "live: 'true'", C + A);
  private final String dead = bundle("dead", "example.com/ca", "live: 'false'", C);
  private final String other = bundle("other", "example.com/other", "live: 'true'", C);

  @Test
  void a_bundle_by_name_holds_each_certificate_once() {
    assertThat(documents("name: own")).isEqualTo(A + B);
  }

  @Test
  void bundles_of_a_signer_are_joined() {
    String selected = "signerName: example.com/ca, labelSelector: {matchLabels: {live: 'true'}}";
    assertThat(documents(selected)).isEqualTo(A + B + C);
    assertThat(documents("signerName: example.com/ca, labelSelector: {}")).isEqualTo(A + B + C);
    assertThat(documents("signerName: example.com/other, labelSelector: {}")).isEqualTo(C);
  }

  @Test
  void what_is_missing_is_waited_for_unless_it_is_optional() {
    assertThatThrownBy(() -> documents("name: none"))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage(
            "MountVolume.SetUp failed for volume \"trust\" : unable to get trust anchors: while"
                + " getting ClusterTrustBundle: clustertrustbundles.certificates.k8s.io \"none\""
                + " not found");
    assertThat(documents("name: none, optional: true")).isEmpty();
    // without a selector no bundle of the signer is meant
    assertThatThrownBy(() -> documents("signerName: example.com/ca"))
        .isInstanceOf(UnresolvedException.class)
        .hasMessageContaining("no ClusterTrustBundle of signer \"example.com/ca\"");
  }

  @Test
  void an_api_server_is_asked_in_the_version_that_it_serves() {
    client.resource(Resolving.documents(own).get(0)).create();
    client.resource(Resolving.documents(other).get(0)).create();
    ClusterReader reader = new ClusterReader(client, Clock.systemUTC());

    assertThat(files(reader, "name: own")).isEqualTo(A + B);
    assertThat(files(reader, "signerName: example.com/other, labelSelector: {}")).isEqualTo(C);
  }

  @Test
  void an_api_server_without_bundles_has_none() {
    ClusterReader reader = new ClusterReader(client, Clock.systemUTC());

    assertThat(files(reader, "name: own, optional: true")).isEmpty();
    assertThatThrownBy(() -> files(reader, "signerName: example.com/ca, labelSelector: {}"))
        .isInstanceOf(UnresolvedException.class);
  }

  private String documents(String source) {
    return files(new FakeReader(own, second, dead, other), source);
  }

  private static String files(ObjectReader reader, String source) {
    String volumes =
        "volumes: [{name: trust, projected: {sources: [{clusterTrustBundle: {path: ca.crt, %s}}]}}]"
            .formatted(source);
    Pod pod = new KubernetesSerialization().unmarshal(Resolving.pod("", volumes), Pod.class);
    byte[] bytes =
        new VolumeContents(reader).files(pod, 0, Resolving.NODE).get(0).content().bytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String pem(String base64) {
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }

  private static String bundle(String name, String signer, String labels, String certificates) {
    return """
        apiVersion: certificates.k8s.io/v1beta1
        kind: ClusterTrustBundle
        metadata:
          name: %s
          labels: {%s}
        spec:
          signerName: %s
          trustBundle: |
        %s
        """
        .formatted(name, labels, signer, certificates.indent(4));
  }
}
