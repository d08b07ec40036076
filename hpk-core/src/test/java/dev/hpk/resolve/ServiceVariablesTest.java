package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.environment;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {

  private static final String API =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: kubernetes, namespace: default}
      spec:
        clusterIP: 10.0.0.1
        ports: [{name: https, port: 443, protocol: TCP}]
      """;
  private static final String DATABASE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: my-db.main, namespace: shop}
      spec:
        clusterIP: 10.0.0.7
        ports:
        - {name: sql-1, port: 5432}
        - {name: log, port: 514, protocol: UDP}
      """;
  private static final String HEADLESS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: headless, namespace: shop}
      spec: {clusterIP: None, ports: [{port: 80}]}
      """;
  private static final String ELSEWHERE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: elsewhere, namespace: other}
      spec: {clusterIP: 10.0.0.9, ports: [{port: 80}]}
      """;

  @Test
  void a_service_gives_its_variables_and_those_of_docker_links() {
    assertThat(environment(resolve(pod(""), DATABASE)))
        .containsOnly(
            Map.entry("MY_DB_MAIN_SERVICE_HOST", "10.0.0.7"),
            Map.entry("MY_DB_MAIN_SERVICE_PORT", "5432"),
            Map.entry("MY_DB_MAIN_SERVICE_PORT_SQL_1", "5432"),
            Map.entry("MY_DB_MAIN_SERVICE_PORT_LOG", "514"),
            Map.entry("MY_DB_MAIN_PORT", "tcp://10.0.0.7:5432"),
            Map.entry("MY_DB_MAIN_PORT_5432_TCP", "tcp://10.0.0.7:5432"),
            Map.entry("MY_DB_MAIN_PORT_5432_TCP_PROTO", "tcp"),
            Map.entry("MY_DB_MAIN_PORT_5432_TCP_PORT", "5432"),
            Map.entry("MY_DB_MAIN_PORT_5432_TCP_ADDR", "10.0.0.7"),
            Map.entry("MY_DB_MAIN_PORT_514_UDP", "udp://10.0.0.7:514"),
            Map.entry("MY_DB_MAIN_PORT_514_UDP_PROTO", "udp"),
            Map.entry("MY_DB_MAIN_PORT_514_UDP_PORT", "514"),
            Map.entry("MY_DB_MAIN_PORT_514_UDP_ADDR", "10.0.0.7"));
  }

  @Test
  void the_api_server_is_always_told_of() {
    assertThat(environment(resolve(pod("", "enableServiceLinks: false"), API, DATABASE)))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.0.0.1")
        .containsEntry("KUBERNETES_SERVICE_PORT", "443")
        .containsEntry("KUBERNETES_SERVICE_PORT_HTTPS", "443")
        .doesNotContainKey("MY_DB_MAIN_SERVICE_HOST");
  }

  @Test
  void services_without_an_address_and_of_other_namespaces_are_left_out() {
    assertThat(environment(resolve(pod(""), HEADLESS, ELSEWHERE))).isEmpty();
  }

  @Test
  void an_address_of_version_six_stands_in_brackets() {
    String service = DATABASE.replace("10.0.0.7", "\"fd00::7\"");

    assertThat(environment(resolve(pod(""), service)))
        .containsEntry("MY_DB_MAIN_SERVICE_HOST", "fd00::7")
        .containsEntry("MY_DB_MAIN_PORT", "tcp://[fd00::7]:5432");
  }

  @Test
  void a_name_that_begins_with_a_digit_is_made_a_variable_name() {
    String service = DATABASE.replace("my-db.main", "9lives");

    assertThat(environment(resolve(pod(""), service)))
        .containsEntry("_9LIVES_SERVICE_HOST", "10.0.0.7");
  }

  @Test
  void a_declared_variable_wins_over_a_service_and_may_refer_to_one() {
    String container =
        """
        env:
        - {name: URL, value: "db://$(MY_DB_MAIN_SERVICE_HOST)/x"}
        - {name: MY_DB_MAIN_SERVICE_PORT, value: "1"}
        """;

    assertThat(environment(resolve(pod(container), DATABASE)))
        .containsEntry("URL", "db://10.0.0.7/x")
        .containsEntry("MY_DB_MAIN_SERVICE_PORT", "1");
  }
}
