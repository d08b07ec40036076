package dev.hpk.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of kubernetes pkg/kubelet/server/auth.go. */
class NodeAttributesTest {

  private static List<String> path(String path) {
    return Stream.of(path.split("/")).skip(1).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "/stats/summary,            stats",
    "/metrics,                  metrics",
    "/metrics/resource,         metrics",
    "/logs/kubelet.log,         log",
    "/checkpoint/ns/pod/c,      checkpoint",
    "/statusz,                  statusz",
    "/flagz,                    configz",
    "/pods,                     pods proxy",
    "/runningpods,              pods proxy",
    "/healthz,                  healthz proxy",
    "/healthz/syncloop,         healthz proxy",
    "/configz,                  configz proxy",
    "/containerLogs/ns/pod/c,   proxy",
    "/exec/ns/pod/c,            proxy",
    "/run/ns/pod/c,             proxy",
    "/statsx,                   proxy",
    "/Pods,                     proxy",
    "/x/pods,                   proxy",
    "/stats%2fsummary,          proxy",
  })
  void a_path_needs_a_right_on_a_subresource_of_the_node(String path, String subresources) {
    assertThat(NodeAttributes.of("GET", path(path)).subresources())
        .containsExactly(subresources.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, get",
    "POST, create",
    "PUT, update",
    "PATCH, patch",
    "DELETE, delete",
    "HEAD, ''",
    "OPTIONS, ''",
    "get, ''",
    "Post, ''",
    "CONNECT, ''"
  })
  void a_method_needs_a_verb(String method, String verb) {
    assertThat(NodeAttributes.of(method, path("/pods")).verb()).isEqualTo(verb);
  }

  @ParameterizedTest
  @CsvSource({"/exec/ns/pod/c", "/attach/ns/pod/c", "/portForward/ns/pod", "/run/ns/pod/c"})
  void to_enter_a_pod_by_get_takes_the_right_to_create(String path) {
    assertThat(NodeAttributes.of("GET", path(path)).verb()).isEqualTo("create");
    assertThat(NodeAttributes.of("POST", path(path)).verb()).isEqualTo("create");
  }

  @Test
  void a_path_that_nothing_has_takes_the_widest_right() {
    assertThat(NodeAttributes.of("GET", List.of()).subresources()).containsExactly("proxy");
  }
}
