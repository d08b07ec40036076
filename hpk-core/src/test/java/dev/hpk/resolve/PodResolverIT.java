package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** On a real API server: what it adds to every pod, and the tokens that it makes. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class PodResolverIT {

  private final String namespace = "resolve-" + UUID.randomUUID().toString().substring(0, 8);
  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final ClusterReader reader = new ClusterReader(client, Clock.systemUTC());

  @BeforeEach
  void makeNamespace() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                reader.configMap(namespace, "kube-root-ca.crt").isPresent()
                    && client.serviceAccounts().inNamespace(namespace).withName("default").get()
                        != null);
  }

  @AfterEach
  void removeNamespace() {
    client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  @Test
  void an_ordinary_pod_gets_a_token_of_its_own_the_ca_and_the_api_servers_address()
      throws Exception {
    Pod pod = client.resource(pod()).create();

    ResolveResult result = new PodResolver(reader, ImageMirrors.NONE).resolve(pod, Resolving.NODE);

    String volume = pod.getSpec().getVolumes().get(0).getName();
    Map<String, VolumeFile> files = Resolving.files(result, volume);
    assertThat(files).containsOnlyKeys("ca.crt", "namespace", "token");
    assertThat(text(files.get("ca.crt"))).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(text(files.get("namespace"))).isEqualTo(namespace);
    JsonNode claims = claims(text(files.get("token"))).get("kubernetes.io");
    assertThat(claims.get("pod").get("uid").asText()).isEqualTo(pod.getMetadata().getUid());
    assertThat(claims.get("serviceaccount").get("name").asText()).isEqualTo("default");
    assertThat(Resolving.environment(result))
        .containsKeys("KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT_HTTPS");
  }

  @Test
  void a_token_is_refused_in_the_words_of_the_api_server() {
    PodToken token = new PodToken(namespace, "nobody", "web", "none", List.of(), 3600);

    assertThatThrownBy(() -> reader.token(token))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("\"nobody\" not found");
  }

  @Test
  void a_pod_that_is_gone_gets_no_token() {
    PodToken token = new PodToken(namespace, "default", "gone", "none", List.of(), 3600);

    assertThatThrownBy(() -> reader.token(token))
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("\"gone\" not found");
  }

  private Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("web")
        .endMetadata()
        .withNewSpec()
        // waits for a scheduler that does not exist
        .withSchedulerName("nobody")
        .addNewContainer()
        .withName("main")
        .withImage("busybox")
        .endContainer()
        .endSpec()
        .build();
  }

  private static String text(VolumeFile file) {
    return new String(file.content().bytes(), StandardCharsets.UTF_8);
  }

  private static JsonNode claims(String token) throws Exception {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }
}
