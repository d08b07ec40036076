package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A kubelet with the rights of deploy/rbac.yaml and no others, which is enough for all it does. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class LeastRightsIT {

  private static final Queue<String> ANSWERS = new ConcurrentLinkedQueue<>();
  private static final List<HasMetadata> MADE = new ArrayList<>();
  private static final String FORBIDDEN = "403 ";

  private static LiveKubelet live;
  private static KubernetesClient own;

  @BeforeAll
  static void start() throws IOException {
    live = new LiveKubelet("apptainer").server("tlsBootstrap", true).knowingClientsByCluster();
    make(rights());
    own = clientOf(live.node());
    live.start(own);
  }

  @AfterAll
  static void stop() {
    live.stop();
    live.close();
    own.close();
    try (KubernetesClient admin = new KubernetesClientBuilder().build()) {
      MADE.forEach(one -> admin.resource(one).delete());
    }
  }

  /** The manifest under names of this test's own. */
  private static String rights() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("deploy")) ? here : here.resolve("..");
    return Files.readString(root.resolve("deploy/rbac.yaml"))
        .replace("hpk-system", live.namespace())
        .replace("hpk-kubelet", live.node());
  }

  /** Everything but the namespace, which is there; it is removed at the end. */
  private static void make(String yaml) {
    live
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items()
        .stream()
        .filter(item -> !(item instanceof Namespace))
        .forEach(item -> MADE.add(live.client().resource(item).create()));
  }

  private static KubernetesClient clientOf(String serviceAccount) {
    Config admin = live.client().getConfiguration();
    String token = live.kubectl("create", "token", serviceAccount).strip();
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getMasterUrl())
                .withCaCertData(admin.getCaCertData())
                .withOauthToken(token)
                .build())
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("answers", new Answers()))
        .build();
  }

  /** Remembers how the API server answered. */
  private static final class Answers implements Interceptor {
    @Override
    public void after(
        HttpRequest request,
        HttpResponse<?> response,
        AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      ANSWERS.add(response.code() + " " + request.method() + " " + request.uri().getPath());
    }
  }

  @Test
  void everything_that_a_kubelet_does_is_allowed_and_nothing_else() throws Exception {
    objects();
    Pod pod = live.shell("rights", "echo $GREETING $SECRET; sleep 600", LeastRightsIT::everything);
    live.awaitPhase(pod, "Running");
    live.awaitLog(pod, "hello hidden");

    assertThat(live.kubectl("logs", "rights")).isEqualTo("hello hidden\n");
    assertThat(live.kubectl("exec", "rights", "--", "cat", "/token/token")).contains(".");
    live.awaitEvent(pod, "Started");
    approve();
    Pod done = live.shell("done", "true");
    live.awaitPhase(done, "Succeeded");
    live.client().pods().inNamespace(live.namespace()).withName("rights").delete();
    live.awaitGone(pod);

    assertThat(ANSWERS)
        .anyMatch(line -> line.endsWith("/subjectaccessreviews"))
        .anyMatch(line -> line.endsWith("/extension-apiserver-authentication"))
        .anyMatch(line -> line.contains("POST") && line.endsWith("/token"))
        .anyMatch(line -> line.contains("PATCH") && line.endsWith("/rights/status"))
        .anyMatch(line -> line.contains("/runtimeclasses/"))
        .anyMatch(line -> line.contains("/persistentvolumes/"))
        .anyMatch(line -> line.contains("/leases"))
        .anyMatch(line -> line.contains("/certificatesigningrequests/"))
        .noneMatch(line -> line.startsWith(FORBIDDEN) || line.startsWith("401"));
    assertNoMore();
  }

  private static void objects() {
    live.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: words}
        data: {GREETING: hello}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: hidden}
        stringData: {SECRET: hidden}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: ""
          volumeName: NAME
          resources: {requests: {storage: 1Mi}}
        """
            .replace("NAME", live.node()));
    make(
        """
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata: {name: NAME}
        handler: apptainer
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: NAME}
        spec:
          accessModes: [ReadWriteOnce]
          capacity: {storage: 1Mi}
          storageClassName: ""
          persistentVolumeReclaimPolicy: Retain
          hostPath: {path: /tmp}
        """
            .replace("NAME", live.node()));
  }

  private static PodBuilder everything(PodBuilder pod) {
    return pod.editSpec()
        .withRuntimeClassName(live.node())
        .editFirstContainer()
        .addNewEnvFrom()
        .withNewConfigMapRef("words", false)
        .endEnvFrom()
        .addNewEnvFrom()
        .withNewSecretRef("hidden", false)
        .endEnvFrom()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/data")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("token")
        .withMountPath("/token")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("data")
        .withNewPersistentVolumeClaim("data", false)
        .endVolume()
        .addNewVolume()
        .withName("token")
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken(null, 3600L, "token")
        .endSource()
        .endProjected()
        .endVolume()
        .endSpec();
  }

  /** As docs/operating.md says; then the port shows the cluster's certificate. */
  private static void approve() throws Exception {
    String user = "system:serviceaccount:" + live.namespace() + ":" + live.node();
    String name =
        await()
            .atMost(LivePods.LIMIT)
            .until(
                () ->
                    live.kubectl(
                        "get",
                        "csr",
                        "-o",
                        "jsonpath={.items[?(@.spec.username==\"" + user + "\")].metadata.name}"),
                found -> !found.isEmpty());
    assertThat(PortClient.served(live.port()).getIssuerX500Principal().getName())
        .isEqualTo("CN=system:node:" + live.node() + ",O=system:nodes");

    assertThat(live.kubectl("certificate", "approve", name)).contains("approved");

    X509Certificate served =
        await()
            .atMost(LivePods.LIMIT)
            .until(
                () -> PortClient.served(live.port()),
                now -> now.getIssuerX500Principal().getName().equals("CN=hpk-testbed"));
    assertThat(served.getSubjectX500Principal().getName())
        .isEqualTo("CN=system:node:" + live.node() + ",O=system:nodes");
    assertThat(served.getSubjectAlternativeNames())
        .extracting(entry -> String.valueOf(entry.get(1)))
        .containsExactlyInAnyOrder("127.0.0.1", live.node());
  }

  /** What it does not need it may not do; and that a refusal would have been seen. */
  private static void assertNoMore() {
    assertThatThrownBy(() -> own.secrets().inAnyNamespace().list())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("forbidden");
    assertThatThrownBy(
            () -> own.pods().inNamespace(live.namespace()).resource(pod("more")).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("forbidden");
    assertThat(ANSWERS).anyMatch(line -> line.startsWith(FORBIDDEN + "GET"));
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage(LivePods.IMAGE)
        .endContainer()
        .endSpec()
        .build();
  }
}
