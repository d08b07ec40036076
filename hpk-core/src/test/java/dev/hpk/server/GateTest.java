package dev.hpk.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.access.AccessSettings;
import dev.hpk.access.FakeReviews;
import dev.hpk.access.TestAccess;
import dev.hpk.certificate.KeyPairWithChain;
import dev.hpk.certificate.TestAuthority;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kubelet port with its usual lock, by raw requests. */
@Timeout(120)
class GateTest {

  private static final String NONE = "";

  @TempDir Path directory;
  private final TestAuthority authority = TestAuthority.named("clients");
  private final KeyPairWithChain jane = authority.client("CN=jane");
  private final KeyPairWithChain admin = authority.client("CN=admin");
  private final FakeReviews reviews = new FakeReviews().owner("token-of-bot", "bot");
  private ServerWorld world;

  @BeforeEach
  void start() throws IOException {
    AccessSettings settings =
        AccessSettings.DEFAULT.withClientCa(authority.file(directory.resolve("ca.pem")));
    world = new ServerWorld(directory.resolve("work"), TestAccess.by(settings, reviews)).started();
    world.ended("app", 0).append("app", 0, "the log\n");
    for (String verb : new String[] {"get", "create", "update", "delete", "patch"}) {
      reviews.allow("admin " + verb + " proxy");
    }
  }

  @AfterEach
  void close() {
    world.close();
  }

  private String request(KeyPairWithChain pair, String line, String headers) throws IOException {
    try (Socket socket =
        world
            .trust(pair == null ? null : TestAuthority.keyManagers(pair))
            .getSocketFactory()
            .createSocket("127.0.0.1", world.port())) {
      socket
          .getOutputStream()
          .write(
              (line + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers + "\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private int status(KeyPairWithChain pair, String line) throws IOException {
    return Integer.parseInt(request(pair, line, NONE).split(" ", 3)[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz",
        "GET /pods",
        "GET /containerLogs/default/web/app",
        "POST /exec/default/web/app?command=id&output=1",
        "GET /portForward/default/web",
        "GET /nothing",
        "GET /%zz",
        "GET /../pods",
        "get /pods",
        "HEAD /pods",
        "OPTIONS *",
        "GET https://a/pods"
      })
  void nobody_gets_anything_without_credentials(String line) throws IOException {
    String answer = request(null, line, NONE);

    assertThat(answer).contains(" 401 Unauthorized");
    if (!line.startsWith("HEAD")) {
      assertThat(answer).endsWith("\r\n\r\nUnauthorized");
    }
  }

  @Test
  void strangers_and_the_past_are_unauthorized_and_not_just_cut_off() throws IOException {
    KeyPairWithChain expired =
        authority.client("CN=admin", Instant.now().minus(Duration.ofDays(1)), Duration.ofHours(1));

    assertThat(status(TestAuthority.named("clients").client("CN=admin"), "GET /pods"))
        .isEqualTo(401);
    assertThat(status(expired, "GET /pods")).isEqualTo(401);
    assertThat(status(authority.server("CN=admin"), "GET /pods")).isEqualTo(401);
  }

  @Test
  void a_client_without_the_right_is_forbidden_in_a_kubelets_words() throws IOException {
    assertThat(request(jane, "POST /exec/default/web/app?command=id&output=1", NONE))
        .contains(" 403 Forbidden")
        .endsWith("Forbidden (user=jane, verb=create, resource=nodes, subresource(s)=[proxy])\n");
  }

  @Test
  void a_right_for_logs_is_none_for_exec() throws IOException {
    reviews.allow("jane get proxy");

    assertThat(request(jane, "GET /containerLogs/default/web/app", NONE)).contains("the log");
    assertThat(status(jane, "POST /exec/default/web/app?command=id&output=1")).isEqualTo(403);
    assertThat(status(jane, "GET /exec/default/web/app?command=id&output=1")).isEqualTo(403);
    assertThat(status(jane, "GET /portForward/default/web")).isEqualTo(403);
  }

  @Test
  void a_token_opens_what_its_owner_may() throws IOException {
    reviews.allow("bot get healthz");

    assertThat(request(null, "GET /healthz", "Authorization: Bearer token-of-bot\r\n"))
        .contains(" 200 OK")
        .endsWith("ok");
    assertThat(request(null, "GET /pods", "Authorization: Bearer token-of-bot\r\n"))
        .contains(" 403 ");
    assertThat(request(null, "GET /healthz", "Authorization: Bearer another\r\n"))
        .contains(" 401 ");
    assertThat(request(null, "GET /healthz", "X-Remote-User: admin\r\n")).contains(" 401 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /stats/../pods",
        "GET /stats/%2e%2e/pods",
        "GET /stats%2f..%2fpods",
        "GET //pods",
        "GET /metrics/..%2fcontainerLogs/default/web/app",
        "GET /logs//../containerLogs/default/web/app",
        "GET /stats/summary/../../exec/default/web/app?command=id&output=1",
        "GET /PODS",
        "get /pods",
        "HEAD /containerLogs/default/web/app"
      })
  void a_narrow_right_is_not_widened_by_the_way_a_path_is_written(String line) throws IOException {
    for (String narrow : new String[] {"stats", "metrics", "log", "healthz"}) {
      reviews.allow("jane get " + narrow);
    }

    assertThat(status(jane, line)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /containerLogs/default/web/../web/app",
        "GET //pods",
        "GET /containerLogs%2fdefault%2fweb%2fapp",
        "GET /containerLogs/default/elsewhere/app",
        "GET /containerLogs/other/web/app",
        "POST /exec/default/elsewhere/app?command=id&output=1",
        "GET https://a/pods"
      })
  void with_every_right_a_strange_path_and_a_pod_of_another_node_are_not_there(String line)
      throws IOException {
    assertThat(status(admin, line)).isEqualTo(404);
  }

  @Test
  void nobody_is_let_in_while_the_api_server_is_away() throws IOException {
    reviews.away();

    assertThat(request(admin, "GET /containerLogs/default/web/app", NONE))
        .contains(" 500 ")
        .endsWith("Authorization error (user=admin, verb=get, resource=nodes, subresource=proxy)");
  }
}
