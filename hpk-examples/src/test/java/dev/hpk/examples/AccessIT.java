package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The lock of the kubelet port, with the reviews of a real API server. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class AccessIT {

  private static final String PASSWORD = "changeit";
  private static final PrintStream ERR = System.err;
  private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();

  @TempDir static Path directory;
  private static LiveKubelet live;
  private static String rules;

  @BeforeAll
  static void start() throws IOException {
    System.setErr(new PrintStream(LOG, true, StandardCharsets.UTF_8));
    live = new LiveKubelet("apptainer");
    // as old as what it has signed
    key("ca", "-dname", "CN=site", "-ext", "bc:c", "-startdate", "-20d", "-validity", "40");
    key("reader", signedBy("ca", "CN=" + user("reader"), "-1d"));
    key("runner", signedBy("ca", "CN=" + user("runner"), "-1d"));
    key("nobody", signedBy("ca", "CN=" + user("nobody"), "-1d"));
    key("expired", signedBy("ca", "CN=" + user("runner"), "-9d"));
    key("stranger", "-dname", "CN=" + user("runner"), "-ext", "eku=clientAuth");
    Path authority = directory.resolve("ca.pem");
    keytool("-exportcert", "-rfc", "-alias", "ca", "-file", authority.toString());
    live.server("clientCa", authority.toString()).start();
    rules =
        rights("reader", "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}")
            + rights("runner", "{apiGroups: [''], resources: [nodes/proxy], verbs: ['*']}")
            + rights("scraper", "{apiGroups: [''], resources: [nodes/healthz], verbs: [get]}");
    live.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: scraper}
        """);
    live.client().load(stream(rules)).create();
  }

  @AfterAll
  static void stop() {
    System.setErr(ERR);
    live.close();
    try (KubernetesClient admin = new KubernetesClientBuilder().build()) {
      admin.load(stream(rules)).delete();
    }
  }

  private static InputStream stream(String yaml) {
    return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static String user(String name) {
    return live.namespace() + "-" + name;
  }

  /** For the user of a certificate, and the service account of this name. */
  private static String rights(String name, String rule) {
    return """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: USER}
        rules: [RULE]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: USER}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: USER}
        subjects:
          - {apiGroup: rbac.authorization.k8s.io, kind: User, name: USER}
          - {kind: ServiceAccount, name: NAME, namespace: SPACE}
        """
        .replace("USER", user(name))
        .replace("RULE", rule)
        .replace("NAME", name)
        .replace("SPACE", live.namespace());
  }

  private static String[] signedBy(String signer, String subject, String start) {
    return new String[] {
      "-dname",
      subject,
      "-signer",
      signer,
      "-ext",
      "eku=clientAuth",
      "-startdate",
      start,
      "-validity",
      "3"
    };
  }

  private static void key(String alias, String... more) {
    keytool(
        Stream.concat(Stream.of("-genkeypair", "-keyalg", "EC", "-alias", alias), Stream.of(more))
            .toArray(String[]::new));
  }

  private static void keytool(String... words) {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Stream<String> store =
        Stream.of("-keystore", directory.resolve("all.p12").toString(), "-storepass", PASSWORD);
    LivePods.run(
        Stream.of(Stream.of(keytool), Stream.of(words), store)
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static PortClient by(String alias) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(directory.resolve("all.p12"))) {
      store.load(file, PASSWORD.toCharArray());
    }
    PrivateKey key = (PrivateKey) store.getKey(alias, PASSWORD.toCharArray());
    Certificate[] chain = store.getCertificateChain(alias);
    return new PortClient(
        live.port(),
        new PortClient.Shown(key, Stream.of(chain).map(X509Certificate.class::cast).toList()));
  }

  private static String token(String... more) {
    return live.kubectl(
            Stream.concat(Stream.of("create", "token", "scraper"), Stream.of(more))
                .toArray(String[]::new))
        .strip();
  }

  private static String path(String verb) {
    return "/" + verb + "/" + live.namespace() + "/elsewhere/main";
  }

  /** A line of the kubelet's log that has all of this. */
  private static void awaitLine(String... parts) {
    await()
        .atMost(LivePods.LIMIT)
        .until(
            () ->
                LOG.toString(StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> Stream.of(parts).allMatch(line::contains)));
  }

  @Test
  void nobody_is_let_in_without_a_certificate_or_a_token() {
    HttpResponse<String> answer = new PortClient(live.port(), null).send("GET", "/pods");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("Unauthorized");
    awaitLine("status=401", "client=127.0.0.1", "GET /pods", "neither a certificate nor a token");
  }

  @Test
  void certificates_of_a_stranger_and_of_yesterday_are_nobodys() throws Exception {
    assertThat(by("stranger").send("GET", "/healthz/ping").statusCode()).isEqualTo(401);
    assertThat(by("expired").send("GET", "/healthz/log").statusCode()).isEqualTo(401);
    awaitLine("status=401", "GET /healthz/ping", "has signed the certificate");
    awaitLine("status=401", "GET /healthz/log", "the certificate expired");
  }

  @Test
  void a_user_without_the_right_is_forbidden() throws Exception {
    HttpResponse<String> answer = by("nobody").send("GET", "/healthz");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .isEqualTo(
            "Forbidden (user=%s, verb=get, resource=nodes, subresource(s)=[healthz proxy])\n"
                .formatted(user("nobody")));
    awaitLine("status=403", "user=" + user("nobody"), "GET /healthz");
  }

  @Test
  void a_token_counts_for_the_api_servers_audience_only_and_for_its_rights_only() {
    PortClient client = new PortClient(live.port(), null);
    String good = token();
    String foreign = token("--audience=elsewhere");

    assertThat(client.send("GET", "/healthz", "Authorization", "Bearer " + good).body())
        .isEqualTo("ok");
    assertThat(client.send("GET", "/pods", "Authorization", "Bearer " + good).statusCode())
        .isEqualTo(403);
    assertThat(client.send("GET", "/healthz/", "Authorization", "Bearer " + foreign).statusCode())
        .isEqualTo(401);
    awaitLine("status=401", "GET /healthz/", "the API server does not accept its token");
    awaitLine("status=403", "system:serviceaccount:" + live.namespace() + ":scraper", "GET /pods");
    assertThat(LOG.toString(StandardCharsets.UTF_8)).doesNotContain(good).doesNotContain(foreign);
  }

  @Test
  void a_right_for_logs_is_none_for_exec() throws Exception {
    PortClient reader = by("reader");
    PortClient runner = by("runner");

    assertThat(reader.send("GET", path("containerLogs")).statusCode()).isEqualTo(404);
    assertThat(reader.send("POST", path("exec") + "?command=id&output=1").statusCode())
        .isEqualTo(403);
    assertThat(reader.send("GET", path("exec") + "?command=id&output=1").statusCode())
        .isEqualTo(403);
    assertThat(runner.send("POST", path("exec") + "?command=id&output=1").statusCode())
        .isEqualTo(404);
    awaitLine("status=403", "user=" + user("reader"), "POST " + path("exec"));
    awaitLine("status=403", "user=" + user("reader"), "GET " + path("exec"));
  }

  @Test
  void paths_that_can_be_read_in_two_ways_are_not_there() throws Exception {
    PortClient runner = by("runner");
    for (String path :
        List.of("/stats/../pods", "/stats/%2e%2e/pods", "/healthz%2fping", "//pods")) {
      assertThat(runner.send("GET", path).statusCode()).as(path).isEqualTo(404);
      assertThat(by("nobody").send("GET", path).statusCode()).as(path).isEqualTo(403);
      awaitLine("status=404", "user=" + user("runner"), "GET " + path);
    }
  }

  @Test
  void a_pod_of_another_node_is_not_there() throws Exception {
    Pod foreign =
        live.create(
            "foreign",
            pod ->
                pod.editSpec()
                    .withNodeName("another-node")
                    .addNewContainer()
                    .withName("main")
                    .withImage(LivePods.IMAGE)
                    .endContainer()
                    .endSpec());
    String path = "/containerLogs/" + live.namespace() + "/foreign/main";

    assertThat(by("runner").send("GET", path).statusCode()).isEqualTo(404);

    awaitLine("status=404", "user=" + user("runner"), "GET " + path);
    live.resource(foreign).withGracePeriod(0).delete();
  }
}
