package dev.hpk.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTargetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/healthz             | /healthz",
        "~~                   | /",
        "healthz              | /healthz",
        "/a b                 | /a%20b",
        "/a%20b?c=%2F         | /a%20b?c=%2F",
        "/a%zz?x#y            | /a%25zz%3Fx%23y",
        "/a?b=c d#end         | /a?b=c%20d",
        "http://evil/x?y      | /x?y",
        "//evil/x             | /x",
        "?only=query          | /?only=query",
        "/ä                   | /%C3%A4",
        "/it's;(a)!           | /it's;(a)!",
      })
  void a_path_stands_in_the_request_as_go_writes_it(String path, String target) {
    assertThat(HttpTarget.of(path)).isEqualTo(target);
  }

  @Test
  void a_line_break_in_a_path_begins_no_new_line() {
    assertThat(HttpTarget.of("/x HTTP/1.1\r\nEvil: y")).isEqualTo("/x%20HTTP/1.1%0D%0AEvil:%20y");
  }

  @Test
  void headers_of_the_pod_come_beside_those_of_a_kubelet() {
    assertThat(headers("x-b", "2", "X-A", "1", "x-B", "3"))
        .containsExactly("Accept: */*", "User-Agent: kube-probe/9", "X-A: 1", "X-B: 2", "X-B: 3");
  }

  @Test
  void headers_of_the_pod_take_the_place_of_those_of_a_kubelet() {
    assertThat(headers("accept", "text/plain", "user-agent", "me"))
        .containsExactly("Accept: text/plain", "User-Agent: me");
  }

  @Test
  void empty_ones_leave_those_of_a_kubelet_out() {
    assertThat(headers("Accept", "", "User-Agent", "", "X", "")).containsExactly("X: ");
  }

  private static List<String> headers(String... words) {
    List<HTTPHeader> given = new ArrayList<>();
    for (int index = 0; index < words.length; index += 2) {
      given.add(new HTTPHeader(words[index], words[index + 1]));
    }
    return HttpTarget.headers(given, "kube-probe/9");
  }
}
