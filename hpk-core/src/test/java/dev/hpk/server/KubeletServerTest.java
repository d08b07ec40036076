package dev.hpk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.access.TestAccess;
import dev.hpk.api.HpkException;
import dev.hpk.certificate.ServingSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletServerTest {

  @TempDir Path directory;
  private ServerWorld world;

  @AfterEach
  void close() {
    if (world != null) {
      world.close();
    }
  }

  private ServerWorld world() {
    world = new ServerWorld(directory).started();
    return world;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/healthz/ping", "/healthz/log", "/healthz/syncloop"})
  void health_is_ok(String path) {
    HttpResponse<String> response = world().get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("ok");
  }

  @Test
  void pods_are_listed_as_a_pod_list() throws IOException {
    HttpResponse<String> response = world().get("/pods");

    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode list = new ObjectMapper().readTree(response.body());
    assertThat(list.path("kind").asText()).isEqualTo("PodList");
    assertThat(list.path("apiVersion").asText()).isEqualTo("v1");
    assertThat(list.path("items")).hasSize(1);
    assertThat(list.at("/items/0/metadata/uid").asText()).isEqualTo(ServerWorld.UID);
  }

  @ParameterizedTest
  @CsvSource({"POST,/run/default/web/app", "GET,/run/default/web/app"})
  void what_is_not_there_yet_is_not_implemented(String method, String path) {
    HttpResponse<String> response = world().send(method, path);

    assertThat(response.statusCode()).isEqualTo(501);
    assertThat(response.body()).contains(path.split("/", 3)[1] + " is not implemented");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/metrics/none",
        "/podsx",
        "/containerLogs",
        "/containerLogs/default/web",
        "/../pods"
      })
  void other_paths_are_not_found(String path) {
    assertThat(world().get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"POST,/pods", "PUT,/healthz", "DELETE,/containerLogs/default/web/app"})
  void other_methods_are_not_allowed(String method, String path) {
    HttpResponse<String> response = world().send(method, path);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void a_taken_port_is_named_with_the_remedy() {
    int port = world().port();

    try (ServerWorld second = new ServerWorld(directory)) {
      assertThatThrownBy(
              () ->
                  second.server.start(port, second.certificates(ServingSettings.NONE, "127.0.0.1")))
          .isInstanceOfSatisfying(
              HpkException.class,
              e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION))
          .hasMessageContainingAll("server.port", String.valueOf(port), "choose another");
    }
  }

  @Test
  void an_address_that_is_not_this_hosts_is_named() {
    try (KubeletServer server =
        new KubeletServer(
            "192.0.2.1",
            new ServerWorld(directory),
            new ServerWorld(directory).work,
            LocalStreams.make(directory),
            TestAccess.open(),
            new ServerWorld(directory).pages(),
            Clock.systemUTC())) {
      assertThatThrownBy(
              () ->
                  server.start(
                      0,
                      new ServerWorld(directory).certificates(ServingSettings.NONE, "127.0.0.1")))
          .isInstanceOf(HpkException.class)
          .hasMessageContaining("server.bindAddress 192.0.2.1");
    }
  }

  @Test
  void closing_twice_or_before_the_start_is_no_error() {
    ServerWorld never = new ServerWorld(directory);
    never.close();
    world().close();
    world.close();

    assertThatThrownBy(() -> world.server.port()).isInstanceOf(IllegalStateException.class);
  }
}
