package dev.hpk.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  @Test
  void parts_are_decoded_one_by_one() {
    Target target = Target.of("/exec/ns/p%2Da/c+d?command=a%20b&command=c");

    assertThat(target.path()).containsExactly("exec", "ns", "p-a", "c+d");
    assertThat(target.query().get("command")).containsExactly("a b", "c");
    assertThat(target.problem()).isNull();
  }

  @Test
  void a_slash_at_the_end_changes_nothing() {
    assertThat(Target.of("/pods/").path()).containsExactly("pods");
    assertThat(Target.of("/").path()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//pods",
        "/pods//",
        "/stats/../exec/ns/p/c",
        "/stats/%2e%2e/exec/ns/p/c",
        "/./pods",
        "/stats%2fsummary",
        "/healthz%2Fping",
        "/..%5cpods",
        "/pods%00",
        "/pods%0a",
        "pods",
        "http:/pods",
        "https://node/pods",
        "*"
      })
  void a_path_that_can_be_read_in_two_ways_is_nothings(String uri) {
    assertThat(Target.of(uri).path()).isEmpty();
  }

  @Test
  void what_cannot_be_decoded_has_a_problem() {
    assertThat(Target.of("/pods/%zz").problem()).isNotNull();
    assertThat(Target.of("/pods/%zz").path()).isEmpty();
  }
}
