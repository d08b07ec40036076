package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.configMap;
import static dev.hpk.resolve.Resolving.environment;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static dev.hpk.resolve.Resolving.secret;
import static dev.hpk.resolve.Resolving.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentImportsTest {

  private static final String FIRST = configMap("first", "data: {A: '1', B: '1'}");
  private static final String SECOND = secret("second", "stringData: {B: '2', C: '2'}");

  @Test
  void a_later_source_wins_and_env_wins_over_all() {
    String container =
        """
        envFrom:
        - configMapRef: {name: first}
        - secretRef: {name: second}
        env: [{name: C, value: "3 $(A)$(B)"}]
        """;

    ResolveResult result = resolve(pod(container), FIRST, SECOND);

    assertThat(environment(result))
        .containsOnly(Map.entry("A", "1"), Map.entry("B", "2"), Map.entry("C", "3 12"));
    assertThat(variable(result, "A").secret()).isFalse();
    assertThat(variable(result, "B").secret()).isTrue();
    assertThat(variable(result, "C").secret()).isTrue();
  }

  @Test
  void the_prefix_stands_before_every_name() {
    String container = "envFrom: [{prefix: X_, configMapRef: {name: first}}]";

    assertThat(environment(resolve(pod(container), FIRST))).containsOnlyKeys("X_A", "X_B");
  }

  @Test
  void names_that_are_none_are_skipped_and_told_of() {
    String container = "envFrom: [{configMapRef: {name: odd}}]";

    ResolveResult result =
        resolve(
            pod(container), configMap("odd", "data: {2alsobad: x, 1badkey: x, good.1: x, OK: x}"));

    assertThat(environment(result)).containsOnlyKeys("OK", "good.1");
    assertThat(result.warnings())
        .containsExactly(
            new ResolveWarning(
                "InvalidEnvironmentVariableNames",
                "Keys [1badkey, 2alsobad] from the EnvFrom configMap shop/odd were skipped since"
                    + " they are considered invalid environment variable names.",
                "main"));
  }

  @Test
  void secrets_under_names_that_no_shell_exports_are_skipped_and_told_of() {
    String container = "envFrom: [{secretRef: {name: tls}}]";

    ResolveResult result =
        resolve(pod(container), secret("tls", "stringData: {tls.crt: x, USER: y}"));

    assertThat(environment(result)).containsOnlyKeys("USER");
    assertThat(result.warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.message())
                    .startsWith("Keys [tls.crt] from the EnvFrom secret shop/tls were skipped"));
  }

  @Test
  void binary_data_gives_no_variables() {
    String container = "envFrom: [{configMapRef: {name: bin}}]";

    assertThat(environment(resolve(pod(container), configMap("bin", "binaryData: {A: '//4='}"))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "configMapRef, 'configmap \"none\" not found'",
    "secretRef, 'secret \"none\" not found'"
  })
  void a_source_that_is_missing_is_waited_for_unless_it_is_optional(String kind, String message) {
    String container = "envFrom: [{%s: {name: none}}]".formatted(kind);
    String optional = "envFrom: [{%s: {name: none, optional: true}}]".formatted(kind);

    assertThat(environment(resolve(pod(optional)))).isEmpty();
    assertThatThrownBy(() -> resolve(pod(container)))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage(message);
  }
}
