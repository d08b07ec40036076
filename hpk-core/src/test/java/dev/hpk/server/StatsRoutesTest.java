package dev.hpk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.disk.Disk;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatsRoutesTest {

  @TempDir private Path directory;
  private ServerWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new ServerWorld(directory).started();
    world.running("app", 1);
    Disk.makeDirectory(world.work.journal());
    long now = Instant.now().toEpochMilli();
    Files.writeString(
        world.work.journal().resolve("c1.figures"),
        """
        {"time":%1$d,"pod":"%2$s","container":"app","attempt":1,"cpu":1500000000,"memory":4096,"processes":2,"log":10}
        {"time":%1$d,"pod":"%2$s","container":"side","attempt":0,"cpu":7,"memory":7,"processes":7,"log":7}
        {"time":%1$d,"pod":"%2$s","cpu":1600000000,"memory":4096,"processes":2}
        {"time":%1$d,"pod":"%2$s","container":"app","probe":"readiness","successful":4,"failed":1,"unknown":0,"milliseconds":70,"counts":[0,0,5,0,0,0,0,0,0,0,0,0]}
        """
            .formatted(now, ServerWorld.UID));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void the_summary_has_running_containers_and_what_they_use(String method) throws IOException {
    HttpResponse<String> response = world.send(method, "/stats/summary");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode summary = new ObjectMapper().readTree(response.body());
    assertThat(summary.at("/node/nodeName").asText()).isEqualTo("node-a");
    JsonNode pod = summary.at("/pods/0");
    assertThat(pod.at("/podRef/uid").asText()).isEqualTo(ServerWorld.UID);
    assertThat(pod.at("/containers")).hasSize(1);
    assertThat(pod.at("/containers/0/name").asText()).isEqualTo("app");
    assertThat(pod.at("/containers/0/cpu/usageCoreNanoSeconds").asLong()).isEqualTo(1_500_000_000);
    assertThat(pod.at("/cpu/usageCoreNanoSeconds").asLong()).isEqualTo(1_600_000_000);
    assertThat(pod.at("/process_stats/process_count").asLong()).isEqualTo(2);
    assertThat(pod.at("/ephemeral-storage/usedBytes").asLong()).isEqualTo(10);
  }

  @Test
  void the_summary_leaves_out_what_was_not_asked_for() throws IOException {
    JsonNode summary =
        new ObjectMapper().readTree(world.get("/stats/summary?only_cpu_and_memory=true").body());

    assertThat(summary.at("/pods/0/memory/workingSetBytes").asLong()).isEqualTo(4096);
    assertThat(summary.at("/pods/0").has("process_stats")).isFalse();
    assertThat(summary.at("/pods/0").has("ephemeral-storage")).isFalse();
    assertThat(summary.at("/pods/0/containers/0").has("logs")).isFalse();
    assertThat(summary.at("/node").has("fs")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics,kubelet_running_pods 1.0",
    "/metrics,kubelet_running_containers{container_state=\"running\"} 1.0",
    "/metrics,kubelet_node_name{node=\"node-a\"} 1.0",
    "/metrics,hpk_pods{phase=\"Running\"} 1.0",
    "/metrics,process_cpu_seconds_total",
    "/metrics/resource,resource_scrape_error 0.0",
  })
  void metrics_are_text_of_prometheus(String path, String line) {
    HttpResponse<String> response = world.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body().lines()).anyMatch(one -> one.startsWith(line));
  }

  @Test
  void resource_metrics_name_container_and_pod() {
    List<String> lines = world.get("/metrics/resource").body().lines().toList();

    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    "container_cpu_usage_seconds_total\\{container=\"app\",namespace=\"default\","
                        + "pod=\"web\"} 1\\.5 [0-9]{13}"))
        .anyMatch(
            line ->
                line.matches(
                    "pod_cpu_usage_seconds_total\\{namespace=\"default\",pod=\"web\"} 1\\.6 .*"))
        .noneMatch(line -> line.contains("side"));
  }

  @Test
  void probes_are_counted() {
    assertThat(world.get("/metrics/probes").body())
        .contains(
            "prober_probe_total{container=\"app\",namespace=\"default\",pod=\"web\",pod_uid=\""
                + ServerWorld.UID
                + "\",probe_type=\"Readiness\",result=\"successful\"} 4.0\n")
        .contains("le=\"0.01\"} 0\n")
        .contains("le=\"0.025\"} 5\n")
        .contains("prober_probe_duration_seconds_count{");
  }

  @Test
  void cadvisor_metrics_name_the_image() {
    assertThat(world.get("/metrics/cadvisor").body())
        .contains("container_memory_working_set_bytes{container=\"app\"")
        .contains("image=\"busybox:1\"");
  }

  @Test
  void requests_are_counted_by_paths_of_a_bounded_number() {
    world.get("/healthz");
    world.get("/no/such/path");
    world.send("BREW", "/healthz");

    assertThat(world.get("/metrics").body())
        .contains(
            "kubelet_http_requests_total{long_running=\"false\",method=\"GET\",path=\"healthz\","
                + "server_type=\"readwrite\"} 1.0\n")
        .contains("method=\"GET\",path=\"other\"")
        .contains("method=\"other\",path=\"healthz\"");
  }

  @Test
  void running_pods_are_listed_with_their_running_containers() throws IOException {
    JsonNode list = new ObjectMapper().readTree(world.get("/runningpods/").body());

    assertThat(list.path("kind").asText()).isEqualTo("PodList");
    assertThat(list.path("items")).hasSize(1);
    assertThat(list.at("/items/0/metadata/name").asText()).isEqualTo("web");
    assertThat(list.at("/items/0/spec/containers")).hasSize(1);
    assertThat(list.at("/items/0/spec/containers/0/image").asText()).isEqualTo("busybox:1");
  }

  @Test
  void a_pod_without_a_running_container_is_not_running() throws IOException {
    world.ended("app", 1);

    assertThat(new ObjectMapper().readTree(world.get("/runningpods/").body()).path("items"))
        .isEmpty();
    assertThat(new ObjectMapper().readTree(world.get("/stats/summary").body()).path("pods"))
        .isEmpty();
  }

  @Test
  void the_configuration_is_shown() throws IOException {
    JsonNode shown = new ObjectMapper().readTree(world.get("/configz").body());

    assertThat(shown.at("/kubeletconfig/port").asInt()).isEqualTo(10250);
  }

  @ParameterizedTest
  @CsvSource({"/healthz,500", "/healthz/syncloop,500", "/healthz/ping,200", "/healthz/log,200"})
  void a_loop_that_hangs_shows_in_what_speaks_of_it(String path, int status) {
    world.looping = false;

    assertThat(world.get(path).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"POST,/metrics", "PUT,/stats/summary", "POST,/configz", "POST,/runningpods/"})
  void other_methods_are_refused(String method, String path) {
    assertThat(world.send(method, path).statusCode()).isEqualTo(405);
  }
}
