package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.access.AccessSettings;
import dev.hpk.api.HpkException;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.pod.Backoff;
import dev.hpk.pod.PodSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigReaderTest {

  @TempDir Path folder;

  @Test
  void nothing_needs_to_be_configured() {
    KubeletConfig config = ConfigReader.of(Map.of());

    assertThat(config.nodeName()).isEqualTo("hpk-kubelet");
    assertThat(config.workDirectory())
        .isEqualTo(Path.of(System.getProperty("user.home")).resolve(".hpk"));
    assertThat(config.scheduler()).isEqualTo("local");
    assertThat(config.runtime()).isEqualTo("host");
    assertThat(config.translator()).isEqualTo("default");
    assertThat(config.network()).isEqualTo(NetworkMode.HOST);
    assertThat(config.server().port()).isEqualTo(10250);
    assertThat(config.pods()).isEqualTo(PodSettings.DEFAULT);
    assertThat(config.node().schedulerDecidesReady()).isFalse();
  }

  @Test
  void every_section_of_a_file_is_read() throws IOException {
    Path file = folder.resolve("hpk.yaml");
    Files.writeString(
        file,
        """
        nodeName: login-1
        workDirectory: /shared/hpk/../work
        scheduler: slurm
        runtime: apptainer
        node:
          address: 10.0.0.7
          labels: {zone: a}
          taints: ["hpk=yes:NoSchedule", "old:NoExecute"]
        server: {port: 0, bindAddress: 127.0.0.1}
        images:
          pull: job
          parallel: 5
          mirrors: {docker.io: "127.0.0.1:5000"}
        pods:
          workers: 3
          journalInterval: 50s
          submitRetryFirst: 1s
          submitRetryLimit: 2m
          restartBackoff: 20s
        schedulers:
          slurm: {partition: main}
        """);

    KubeletConfig config = ConfigReader.of(ConfigReader.yaml(file));

    assertThat(config.nodeName()).isEqualTo("login-1");
    assertThat(config.workDirectory()).isEqualTo(Path.of("/shared/work"));
    assertThat(config.node().address()).isEqualTo("10.0.0.7");
    assertThat(config.node().labels()).containsExactly(Map.entry("zone", "a"));
    assertThat(config.node().taints())
        .extracting(taint -> taint.getKey() + "=" + taint.getValue() + ":" + taint.getEffect())
        .containsExactly("hpk=yes:NoSchedule", "old=null:NoExecute");
    assertThat(config.server().port()).isZero();
    assertThat(config.pods().pullInJob()).isTrue();
    assertThat(config.pods().parallelPulls()).isEqualTo(5);
    assertThat(config.pods().workers()).isEqualTo(3);
    assertThat(config.pods().journalInterval()).isEqualTo(Duration.ofSeconds(50));
    assertThat(config.pods().submitBackoff())
        .isEqualTo(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(2)));
    assertThat(config.restartBackoff()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.schedulers().get("slurm").text("partition")).contains("main");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodeName     | Bad_Name   | nodeName is no name of a node: 'Bad_Name'",
        "network      | bridge     | configuration.network is not acceptable",
        "workdir      | /x         | configuration.workdir is not known; known are nodeName,",
        "server       | 17         | server is not a map: 17",
      })
  void a_wrong_value_is_named_with_its_key(String key, String value, String message) {
    assertThatThrownBy(() -> ConfigReader.of(Map.of(key, value)))
        .isInstanceOfSatisfying(
            HpkException.class,
            e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server | port            | 70000    | server.port is not between 0 and 65535: 70000",
        "server | port            | many     | server.port is not a whole number: many",
        "server | certificate     | /c.pem   | server.certificate and key go together",
        "server | authentication  | yes      | server.authentication is not a map: yes",
        "server | insecure        | maybe    | server.insecure is not true or false: maybe",
        "server | caKey           | /k.pem   | server.ca and caKey go together",
        "server | colour          | red      | server.colour is not known; known are",
        "node   | taints          | nonsense | node.taints has an entry that is not KEY=VALUE:EFFECT",
        "images | pull            | never    | images.pull is neither kubelet nor job: never",
        "images | parallel        | 0        | workers and parallelPulls are not positive",
        "pods   | journalInterval | soon     | pods.journalInterval is not a duration",
        "pods   | retryFirst      | 2h       | back-off is not acceptable",
        "pods   | admission       | soft     | pods.admission is neither queue nor strict: soft",
        "pods   | maxPods         | -1       | maxPods is negative: -1",
        "runtimeHandlers | podman | yes      | runtimeHandlers.podman is not a map: yes",
        "runtimeHandlers | Podman | yes      | runtimeHandlers.Podman is no name of a runtime",
      })
  void a_wrong_value_of_a_section_is_named_with_its_key(
      String section, String key, String value, String message) {
    assertThatThrownBy(() -> ConfigReader.of(Map.of(section, Map.of(key, value))))
        .isInstanceOfSatisfying(
            HpkException.class,
            e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION))
        .hasMessageContaining(message);
  }

  @Test
  void the_kubelet_port_is_locked_by_the_api_server_unless_it_is_configured_otherwise() {
    assertThat(ConfigReader.of(Map.of()).server().access()).isEqualTo(AccessSettings.DEFAULT);
    assertThat(AccessSettings.DEFAULT.webhook()).isTrue();
    assertThat(AccessSettings.DEFAULT.alwaysAllow()).isFalse();
    assertThat(AccessSettings.DEFAULT.insecure()).isFalse();
  }

  @Test
  void who_may_use_the_port_is_read_in_a_kubelets_words() {
    Map<String, Object> server =
        Map.of(
            "clientCa",
            "/ca.crt",
            "authentication",
            Map.of("webhook", false, "cacheTTL", "1m"),
            "authorization",
            Map.of(
                "mode", "AlwaysAllow", "cacheAuthorizedTTL", "0s", "cacheUnauthorizedTTL", "5s"));

    assertThat(ConfigReader.of(Map.of("server", server)).server().access())
        .isEqualTo(
            new AccessSettings(
                Path.of("/ca.crt"),
                false,
                Duration.ofMinutes(1),
                true,
                Duration.ZERO,
                Duration.ofSeconds(5),
                false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authorization  | mode     | RBAC | server.authorization.mode is neither Webhook nor Always",
        "authorization  | modes    | RBAC | server.authorization.modes is not known; known are mode",
        "authentication | cacheTTL | -1s  | server.authentication.cacheTTL is negative",
        "authentication | webhook  | 7    | server.authentication.webhook is not true or false",
      })
  void a_wrong_value_about_access_is_named_with_its_key(
      String section, String key, String value, String message) {
    assertThatThrownBy(() -> ConfigReader.of(Map.of("server", Map.of(section, Map.of(key, value)))))
        .isInstanceOf(HpkException.class)
        .hasMessageContaining(message);
  }

  @Test
  void the_port_has_one_certificate() {
    Map<String, Object> server =
        Map.of("certificate", "/c.pem", "key", "/k.pem", "tlsBootstrap", true);

    assertThatThrownBy(() -> ConfigReader.of(Map.of("server", server)))
        .hasMessageContaining("server.certificate does not go with ca or tlsBootstrap: /c.pem");
  }

  @Test
  void an_open_port_and_a_client_ca_are_refused_together() {
    Map<String, Object> server = Map.of("insecure", true, "clientCa", "/ca.crt");

    assertThatThrownBy(() -> ConfigReader.of(Map.of("server", server)))
        .hasMessageContaining("server.insecure lets everybody in and does not go with clientCa");
  }

  @Test
  void the_settings_of_a_handler_lie_over_the_section_of_its_plugin() {
    KubeletConfig config =
        ConfigReader.of(
            Map.of(
                "runtimes",
                Map.of("apptainer", Map.of("command", "/opt/apptainer", "fakeroot", true)),
                "runtimeHandlers",
                Map.of(
                    "user",
                    Map.of("runtime", "apptainer", "settings", Map.of("fakeroot", false)))));

    KubeletConfig.RuntimeHandler handler = config.runtimeHandlers().get("user");
    assertThat(handler.runtime()).isEqualTo("apptainer");
    assertThat(handler.settings().text("command")).contains("/opt/apptainer");
    assertThat(handler.settings().flag("fakeroot", true)).isFalse();
    assertThat(config.runtimes().get("apptainer").flag("fakeroot", false)).isTrue();
  }

  @Test
  void every_problem_is_reported_at_once() {
    assertThatThrownBy(
            () ->
                ConfigReader.of(
                    Map.of(
                        "nodeName",
                        "Bad_Name",
                        "server",
                        Map.of("port", -1),
                        "node",
                        Map.of("taints", List.of("nonsense")),
                        "pods",
                        Map.of("workers", "many"),
                        "colour",
                        "red")))
        .hasMessageContaining("Bad_Name")
        .hasMessageContaining("server.port")
        .hasMessageContaining("node.taints")
        .hasMessageContaining("pods.workers")
        .hasMessageContaining("configuration.colour");
  }

  @Test
  void a_file_that_is_not_there_or_no_yaml_is_named() throws IOException {
    Path nothing = folder.resolve("nothing.yaml");
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "a: [1");

    assertThatThrownBy(() -> ConfigReader.yaml(nothing))
        .isInstanceOf(HpkException.class)
        .hasMessageContaining(nothing.toString());
    assertThatThrownBy(() -> ConfigReader.yaml(broken))
        .isInstanceOf(HpkException.class)
        .hasMessageContaining(broken.toString());
  }

  @Test
  void an_empty_file_configures_nothing() throws IOException {
    Path file = folder.resolve("empty.yaml");
    Files.writeString(file, "# nothing\n");

    assertThat(ConfigReader.yaml(file)).isEmpty();
  }
}
