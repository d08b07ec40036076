package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.configMap;
import static dev.hpk.resolve.Resolving.environment;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static dev.hpk.resolve.Resolving.secret;
import static dev.hpk.resolve.Resolving.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Word;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentResolverTest {

  private static final String CONFIG = configMap("conf", "data: {a: '1', b: '2'}");

  /** user: adam, raw: the bytes ff fe. */
  private static final String SECRET = secret("cred", "data: {user: YWRhbQ==, raw: '//4='}");

  @Test
  void variables_keep_the_order_of_the_pod_and_the_last_of_a_name_counts() {
    String container =
        """
        env:
        - {name: Z, value: "1"}
        - {name: A, value: "2"}
        - {name: Z, value: "3"}
        - {name: EMPTY}
        """;

    assertThat(environment(resolve(pod(container))))
        .containsExactly(Map.entry("A", "2"), Map.entry("Z", "3"), Map.entry("EMPTY", ""));
  }

  @Test
  void a_value_refers_to_variables_before_it_only() {
    String container =
        """
        env:
        - {name: EARLY, value: "$(LATE) $(BASE)"}
        - {name: BASE, value: "/x"}
        - {name: LATE, value: "$(BASE)/y $$(BASE) $(NOWHERE)"}
        """;

    assertThat(environment(resolve(pod(container))))
        .containsEntry("EARLY", "$(LATE) $(BASE)")
        .containsEntry("LATE", "/x/y $(BASE) $(NOWHERE)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; rm -rf / #",
        "`id`",
        "$(id)",
        "\"",
        "a\nb\n",
        "-n",
        "ä\u2028\uD83D\uDE00",
        "\\",
        "\t "
      })
  void hostile_values_come_out_as_they_went_in(String value) {
    String container =
        "env: [{name: A, value: %s}]".formatted(new KubernetesSerialization().asJson(value));

    assertThat(environment(resolve(pod(container)))).containsEntry("A", value);
  }

  @Test
  void a_value_of_100_kilobytes_comes_out_whole() {
    String value = "x$y".repeat(34_000);

    assertThat(environment(resolve(pod("env: [{name: A, value: \"%s\"}]".formatted(value)))))
        .containsEntry("A", value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "metadata.name                | web",
        "metadata.namespace           | shop",
        "metadata.uid                 | 11111111-2222-3333-4444-555555555555",
        "metadata.labels['tier']      | front",
        "metadata.labels['none']      | ~~",
        "metadata.annotations['note'] | ~a\nb~",
        "spec.nodeName                | hpk-kubelet",
        "spec.serviceAccountName      | builder",
      })
  void a_field_of_the_pod_is_told(String path, String expected) {
    String container =
        "env: [{name: F, valueFrom: {fieldRef: {fieldPath: \"%s\"}}}]".formatted(path);

    assertThat(environment(resolve(pod(container)))).containsEntry("F", expected);
  }

  @Test
  void labels_are_told_sorted_and_quoted() {
    String container = "env: [{name: F, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}]";

    assertThat(environment(resolve(pod(container))))
        .containsEntry("F", "app=\"we\\\"b\"\ntier=\"front\"");
  }

  @Test
  void a_field_that_is_unknown_is_refused_by_name() {
    String container = "env: [{name: F, valueFrom: {fieldRef: {fieldPath: spec.hostname}}}]";

    assertThatThrownBy(() -> resolve(pod(container)))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath is not supported:"
                + " 'spec.hostname'");
  }

  @Test
  void a_key_of_a_config_map_is_read() {
    String container = "env: [{name: A, valueFrom: {configMapKeyRef: {name: conf, key: a}}}]";

    assertThat(environment(resolve(pod(container), CONFIG))).containsEntry("A", "1");
  }

  @Test
  void addresses_are_left_to_the_job() {
    String container =
        """
        env:
        - {name: POD, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
        - {name: HOSTS, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}
        - {name: URL, value: "http://$(POD):80/$(HOSTS)"}
        - {name: AGAIN, value: "<$(URL)>"}
        """;

    ResolveResult result = resolve(pod(container));

    assertThat(variable(result, "POD").value()).isEqualTo(Word.of(JobVariable.POD_ADDRESS));
    assertThat(variable(result, "HOSTS").value()).isEqualTo(Word.of(JobVariable.HOST_ADDRESSES));
    assertThat(variable(result, "AGAIN").value())
        .isEqualTo(
            Word.of("<http://")
                .then(JobVariable.POD_ADDRESS)
                .then(":80/")
                .then(JobVariable.HOST_ADDRESSES)
                .then(">"));
  }

  @Test
  void a_config_map_is_not_expanded() {
    String container =
        """
        env:
        - {name: X, value: "1"}
        - {name: A, valueFrom: {configMapKeyRef: {name: conf, key: a}}}
        """;

    assertThat(environment(resolve(pod(container), configMap("conf", "data: {a: '$(X) $$(X)'}"))))
        .containsEntry("A", "$(X) $$(X)");
  }

  @Test
  void a_secret_marks_its_variable_and_all_that_refer_to_it() {
    String container =
        """
        env:
        - {name: USER, valueFrom: {secretKeyRef: {name: cred, key: user}}}
        - {name: URL, value: "http://$(USER)@host"}
        - {name: AGAIN, value: "$(URL)"}
        - {name: OPEN, value: "$(NONE)"}
        """;

    ResolveResult result = resolve(pod(container), SECRET);

    assertThat(variable(result, "USER").value()).isEqualTo(Word.of("adam"));
    assertThat(variable(result, "URL").value()).isEqualTo(Word.of("http://adam@host"));
    assertThat(variable(result, "USER").secret()).isTrue();
    assertThat(variable(result, "URL").secret()).isTrue();
    assertThat(variable(result, "AGAIN").secret()).isTrue();
    assertThat(variable(result, "OPEN").secret()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "configMapKeyRef: {name: none, key: a} | configmap \"none\" not found",
        "configMapKeyRef: {name: conf, key: c} | couldn't find key c in ConfigMap shop/conf",
        "secretKeyRef: {name: none, key: a}    | secret \"none\" not found",
        "secretKeyRef: {name: cred, key: c}    | couldn't find key c in Secret shop/cred",
      })
  void what_is_missing_is_waited_for_with_the_words_of_a_kubelet(String source, String message) {
    String container = "env: [{name: A, valueFrom: {%s}}]".formatted(source);

    UnresolvedException missing =
        catchThrowableOfType(
            UnresolvedException.class, () -> resolve(pod(container), CONFIG, SECRET));

    assertThat(missing).hasMessage(message);
    assertThat(missing.reason()).isEqualTo("CreateContainerConfigError");
    assertThat(missing.container()).isEqualTo("main");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configMapKeyRef: {name: none, key: a, optional: true}",
        "configMapKeyRef: {name: conf, key: c, optional: true}",
        "secretKeyRef: {name: none, key: a, optional: true}",
        "secretKeyRef: {name: cred, key: c, optional: true}"
      })
  void what_is_optional_may_be_missing(String source) {
    String container = "env: [{name: A, valueFrom: {%s}}]".formatted(source);

    assertThat(environment(resolve(pod(container), CONFIG, SECRET))).isEmpty();
  }

  @Test
  void a_secret_that_is_no_utf_8_cannot_be_a_variable() {
    String container = "env: [{name: A, valueFrom: {secretKeyRef: {name: cred, key: raw}}}]";

    assertThatThrownBy(() -> resolve(pod(container), SECRET))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage("key raw in Secret shop/cred is not UTF-8, so it cannot be a variable's value");
  }

  @Test
  void a_secret_with_a_nul_cannot_be_a_variable() {
    String container = "env: [{name: A, valueFrom: {secretKeyRef: {name: cred, key: nul}}}]";

    assertThatThrownBy(() -> resolve(pod(container), secret("cred", "data: {nul: YQBi}")))
        .isInstanceOf(UnresolvedException.class)
        .hasMessageContaining("key nul in Secret shop/cred has a NUL");
  }

  @Test
  void a_nul_in_the_pod_is_refused() {
    assertThatThrownBy(() -> resolve(pod("env: [{name: A, value: \"a\\0b\"}]")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage("spec.containers[0].env[0].value has a NUL");
  }

  @Test
  void a_secret_under_a_name_that_no_shell_exports_is_refused_without_its_value() {
    String container = "env: [{name: my.user, valueFrom: {secretKeyRef: {name: cred, key: user}}}]";

    assertThatThrownBy(() -> resolve(pod(container), SECRET))
        .isInstanceOf(PodRefusedException.class)
        .hasMessageStartingWith("spec.containers[0].env[0].name ")
        .hasMessageContaining("'my.user'")
        .hasMessageNotContaining("adam");
  }

  @Test
  void a_name_with_an_equals_sign_is_refused() {
    assertThatThrownBy(() -> resolve(pod("env: [{name: 'a=b', value: x}]")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage("spec.containers[0].env[0].name is no variable name: 'a=b'");
  }
}
