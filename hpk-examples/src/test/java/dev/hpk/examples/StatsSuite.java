package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the kubelet port tells of pods on the real parts, asked as metrics-server, Prometheus and
 * people ask. All pods are made first and run side by side.
 */
abstract class StatsSuite extends LiveSuite {

  /** Looks of supervisors come each 15 seconds. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final long HUNDREDTH = 10_000_000;
  private static final long LARGE = 60_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Path certificate;
  private Path key;
  private Pod busy;
  private Pod large;

  StatsSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void makePods() throws IOException {
    Config config = live().client().getConfiguration();
    certificate = decoded(config.getClientCertData());
    key = decoded(config.getClientKeyData());
    busy =
        live()
            .shell(
                "busy",
                "trap 'exit 0' TERM; i=0; while true; do i=$((i + 1));"
                    + " [ $((i % 200000)) != 0 ] || sleep 0.2; done",
                pod ->
                    pod.editSpec()
                        .editFirstContainer()
                        .withReadinessProbe(
                            new ProbeBuilder()
                                .withNewExec()
                                .withCommand("true")
                                .endExec()
                                .withPeriodSeconds(1)
                                .withTimeoutSeconds(30)
                                .build())
                        .endContainer()
                        .endSpec());
    large =
        live()
            .shell(
                "large",
                "exec awk 'BEGIN {text = sprintf(\"%"
                    + LARGE
                    + "s\", \"\");"
                    + " while (length(text)) system(\"sleep 5\")}'");
    live().awaitPhase(busy, "Running");
    live().awaitPhase(large, "Running");
  }

  @Test
  void the_cpu_of_a_container_is_what_its_processes_took() throws IOException {
    long process = firstProcess(busy);
    long before = cpuOf(process);

    JsonNode container =
        awaitContainer(busy, found -> found.at("/cpu/usageCoreNanoSeconds").asLong() > before);

    assertThat(container.at("/cpu/usageCoreNanoSeconds").asLong())
        .isLessThan(2 * cpuOf(process) + 200 * HUNDREDTH);
    JsonNode later =
        awaitContainer(
            busy,
            found ->
                found.at("/cpu/usageNanoCores").asLong() > 0
                    && found.at("/cpu/usageCoreNanoSeconds").asLong()
                        > container.at("/cpu/usageCoreNanoSeconds").asLong());
    assertThat(later.at("/cpu/time").asText()).isGreaterThan(container.at("/cpu/time").asText());
  }

  @Test
  void the_working_set_of_a_container_is_what_it_has_taken() {
    JsonNode container =
        awaitContainer(large, found -> found.at("/memory/workingSetBytes").asLong() > LARGE);

    assertThat(container.at("/memory/workingSetBytes").asLong()).isLessThan(4 * LARGE);
    assertThat(container.at("/memory/rssBytes").asLong()).isBetween(LARGE, 4 * LARGE);
  }

  @Test
  void the_node_uses_what_its_pods_use() {
    awaitContainer(large, found -> found.at("/memory/workingSetBytes").asLong() > LARGE);

    JsonNode node = summary().path("node");

    assertThat(node.path("nodeName").asText()).isEqualTo(live().node());
    assertThat(node.at("/memory/workingSetBytes").asLong()).isGreaterThan(LARGE);
    assertThat(node.at("/memory/availableBytes").asLong()).isPositive();
    assertThat(node.at("/fs/capacityBytes").asLong()).isPositive();
  }

  /** What metrics-server takes of a line (pkg/scraper/client/resource/decode.go). */
  @Test
  void metrics_server_finds_all_that_it_needs_of_a_pod() {
    String labels =
        "\\{container=\"main\",namespace=\"%s\",pod=\"large\"\\}".formatted(namespace());

    String text =
        awaitText(
            "metrics/resource",
            page -> value(page, "container_cpu_usage_seconds_total" + labels).isPresent());

    assertThat(value(text, "container_cpu_usage_seconds_total" + labels))
        .hasValueSatisfying(value -> assertThat(value).isPositive());
    assertThat(value(text, "container_memory_working_set_bytes" + labels))
        .hasValueSatisfying(value -> assertThat(value).isPositive());
    assertThat(value(text, "container_start_time_seconds" + labels))
        .hasValueSatisfying(
            value ->
                assertThat(value)
                    .isBetween(
                        Instant.now().minus(Duration.ofHours(1)).getEpochSecond() * 1.0,
                        Instant.now().plus(Duration.ofMinutes(1)).getEpochSecond() * 1.0));
    assertThat(value(text, "node_cpu_usage_seconds_total"))
        .hasValueSatisfying(value -> assertThat(value).isPositive());
    assertThat(value(text, "node_memory_working_set_bytes"))
        .hasValueSatisfying(value -> assertThat(value).isPositive());
  }

  @Test
  void probes_are_counted() {
    String series =
        ("prober_probe_total\\{container=\"main\",namespace=\"%s\",pod=\"busy\",pod_uid=\"%s\","
                + "probe_type=\"Readiness\",result=\"successful\"\\}")
            .formatted(namespace(), busy.getMetadata().getUid());

    awaitText("metrics/probes", page -> value(page, series).orElse(0.0) >= 2);
  }

  @Test
  void running_pods_are_listed() throws IOException {
    JsonNode list = JSON.readTree(page("runningpods/"));

    assertThat(StreamSupport.stream(list.path("items").spliterator(), false))
        .extracting(pod -> pod.at("/metadata/name").asText())
        .contains("busy", "large");
  }

  @Test
  void the_kubelet_tells_of_itself() {
    String text = page("metrics");

    assertThat(value(text, "kubelet_running_pods"))
        .hasValueSatisfying(value -> assertThat(value).isGreaterThanOrEqualTo(2));
    assertThat(value(text, "kubelet_pod_start_duration_seconds_count"))
        .hasValueSatisfying(value -> assertThat(value).isGreaterThanOrEqualTo(2));
    assertThat(value(text, "hpk_jobs_accepted_total"))
        .hasValueSatisfying(value -> assertThat(value).isGreaterThanOrEqualTo(2));
    assertThat(
            value(
                text,
                "hpk_command_duration_seconds_count\\{command=\"sbatch\",result=\"success\"\\}"))
        .hasValueSatisfying(value -> assertThat(value).isGreaterThanOrEqualTo(2));
  }

  /** promtool finds fault with a few names that a kubelet has as well; with nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"metrics", "metrics/resource", "metrics/cadvisor", "metrics/probes"})
  void a_linter_of_prometheus_accepts_the_metrics(String path) throws IOException {
    awaitContainer(busy, found -> found.has("cpu"));
    Path text = Files.writeString(Files.createTempFile("hpk-it", ".prom"), page(path));

    String said = LivePods.run("sh", "-c", "promtool check metrics <\"$1\"", "-", text.toString());

    Files.delete(text);
    assertThat(said.lines().filter(line -> !isKubelets(line))).isEmpty();
  }

  private static boolean isKubelets(String line) {
    return Stream.of("jvm_memory_objects_pending_finalization").anyMatch(line::contains);
  }

  private static Path decoded(String data) throws IOException {
    return Files.write(
        Files.createTempFile("hpk-it", ".pem"), Base64.getMimeDecoder().decode(data));
  }

  private String namespace() {
    return live().namespace();
  }

  /** From the port itself: the API server passes nothing on to an address of its own host. */
  private String page(String path) {
    int port =
        live()
            .client()
            .nodes()
            .withName(live().node())
            .get()
            .getStatus()
            .getDaemonEndpoints()
            .getKubeletEndpoint()
            .getPort();
    return LivePods.run(
        "curl",
        "--silent",
        "--show-error",
        "--fail-with-body",
        "--insecure",
        "--cert",
        certificate.toString(),
        "--key",
        key.toString(),
        "https://127.0.0.1:" + port + "/" + path);
  }

  private JsonNode summary() {
    try {
      return JSON.readTree(page("stats/summary"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String awaitText(String path, Predicate<String> condition) {
    return await().atMost(LivePods.LIMIT).pollInterval(POLL).until(() -> page(path), condition);
  }

  private JsonNode awaitContainer(Pod pod, Predicate<JsonNode> condition) {
    return await()
        .atMost(LivePods.LIMIT)
        .pollInterval(POLL)
        .until(() -> container(pod), found -> found.isPresent() && condition.test(found.get()))
        .orElseThrow();
  }

  private Optional<JsonNode> container(Pod pod) {
    return StreamSupport.stream(summary().path("pods").spliterator(), false)
        .filter(one -> one.at("/podRef/uid").asText().equals(pod.getMetadata().getUid()))
        .flatMap(one -> StreamSupport.stream(one.path("containers").spliterator(), false))
        .filter(one -> one.path("name").asText().equals("main"))
        .findFirst();
  }

  private static Optional<Double> value(String text, String series) {
    Matcher line = Pattern.compile("(?m)^" + series + " (\\S+)( [0-9]{13})?$").matcher(text);
    return line.find() ? Optional.of(Double.valueOf(line.group(1))) : Optional.empty();
  }

  /** On this machine, which has all hosts of the batch system. */
  private long firstProcess(Pod pod) throws IOException {
    try (Stream<Path> journals = Files.list(live().work().resolve("journal"))) {
      for (Path journal : journals.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
        for (String line : Files.readAllLines(journal)) {
          JsonNode said = JSON.readTree(line);
          if (said.path("pod").asText().equals(pod.getMetadata().getUid())
              && said.path("state").asText().equals("running")) {
            return said.path("pid").asLong();
          }
        }
      }
    }
    throw new AssertionError("no first process of " + pod.getMetadata().getName());
  }

  /** Nanoseconds of CPU of a process and of those that it waited for. */
  private static long cpuOf(long process) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(process), "stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    return fields.subList(11, 15).stream().mapToLong(Long::parseLong).sum() * HUNDREDTH;
  }
}
