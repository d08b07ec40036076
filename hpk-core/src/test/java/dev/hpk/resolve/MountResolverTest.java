package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.configMap;
import static dev.hpk.resolve.Resolving.main;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static dev.hpk.resolve.Resolving.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.pod.ResolvedContainer.ResolvedMount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountResolverTest {

  private static final String VOLUMES =
      """
      volumes:
      - {name: data, emptyDir: {}}
      - {name: conf, configMap: {name: conf}}
      """;
  private static final String CONFIG = configMap("conf", "data: {a: '1'}");

  @Test
  void mounts_keep_the_order_of_the_pod() {
    String container =
        """
        volumeMounts:
        - {name: data, mountPath: /data/}
        - {name: data, mountPath: srv, subPath: a/./b//, readOnly: true}
        - {name: conf, mountPath: /conf}
        """;

    assertThat(main(resolve(pod(container, VOLUMES), CONFIG)).mounts())
        .containsExactly(
            new ResolvedMount("data", "/data", "", false),
            new ResolvedMount("data", "/srv", "a/b", true),
            new ResolvedMount("conf", "/conf", "", true));
  }

  @Test
  void a_sub_path_expression_is_expanded() {
    String container =
        """
        env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
        volumeMounts: [{name: data, mountPath: /data, subPathExpr: "logs/$(NAME)/$$x"}]
        """;

    assertThat(main(resolve(pod(container, VOLUMES), CONFIG)).mounts())
        .containsExactly(new ResolvedMount("data", "/data", "logs/web/$x", false));
  }

  @Test
  void a_sub_path_expression_that_lacks_variables_waits() {
    String container =
        """
        env: [{name: EMPTY, value: ""}]
        volumeMounts: [{name: data, mountPath: /data, subPathExpr: "$(NONE)/$(EMPTY)/$(ALSO)"}]
        """;

    assertThatThrownBy(() -> resolve(pod(container, VOLUMES), CONFIG))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage("missing value for ALSO, EMPTY, NONE");
  }

  @ParameterizedTest
  @CsvSource({
    "../x, unable to provision SubPath `../x`: must not contain '..'",
    "/etc, unable to provision SubPath `/etc`: must not be an absolute path"
  })
  void a_sub_path_expression_never_leaves_its_volume(String value, String message) {
    String container =
        """
        env: [{name: P, value: "%s"}]
        volumeMounts: [{name: data, mountPath: /data, subPathExpr: "$(P)"}]
        """
            .formatted(value);

    assertThatThrownBy(() -> resolve(pod(container, VOLUMES), CONFIG))
        .isInstanceOf(UnresolvedException.class)
        .hasMessage(message);
  }

  @Test
  void a_sub_path_expression_with_a_secret_is_refused_without_it() {
    String container =
        """
        env: [{name: P, valueFrom: {secretKeyRef: {name: cred, key: p}}}]
        volumeMounts: [{name: data, mountPath: /data, subPathExpr: "$(P)"}]
        """;

    assertThatThrownBy(
            () ->
                resolve(
                    pod(container, VOLUMES), CONFIG, secret("cred", "stringData: {p: hunter2}")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.containers[0].volumeMounts[0].subPathExpr must not refer to a secret: '$(P)'");
  }

  @Test
  void a_sub_path_expression_with_an_address_is_refused() {
    String container =
        """
        env: [{name: P, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
        volumeMounts: [{name: data, mountPath: /data, subPathExpr: "a/$(P)"}]
        """;

    assertThatThrownBy(() -> resolve(pod(container, VOLUMES), CONFIG))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.containers[0].volumeMounts[0].subPathExpr must not refer to an address: 'a/$(P)'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/..", "a/../../b"})
  void a_sub_path_never_leaves_its_volume(String subPath) {
    String container =
        "volumeMounts: [{name: data, mountPath: /data, subPath: '%s'}]".formatted(subPath);

    assertThatThrownBy(() -> resolve(pod(container, VOLUMES), CONFIG))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.containers[0].volumeMounts[0].subPath must not contain '..': '" + subPath + "'");
  }

  @Test
  void two_dots_within_a_name_are_no_way_out() {
    String container = "volumeMounts: [{name: data, mountPath: /data, subPath: 'a..b/..c'}]";

    assertThat(main(resolve(pod(container, VOLUMES), CONFIG)).mounts())
        .extracting(ResolvedMount::subPath)
        .containsExactly("a..b/..c");
  }

  @ParameterizedTest
  @CsvSource({
    "'mountPath: /data, subPath: /abs', subPath must not be an absolute path: '/abs'",
    "'mountPath: /a/../b', mountPath must not contain '..': '/a/../b'",
    "'mountPath: \"/a\\0b\"', mountPath has a NUL",
    "'subPath: a', mountPath is missing"
  })
  void a_mount_that_can_never_work_is_refused(String fields, String message) {
    String container = "volumeMounts: [{name: data, %s}]".formatted(fields);

    assertThatThrownBy(() -> resolve(pod(container, VOLUMES), CONFIG))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage("spec.containers[0].volumeMounts[0]." + message);
  }

  @Test
  void a_mount_of_a_volume_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> resolve(pod("volumeMounts: [{name: none, mountPath: /x}]")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.containers[0].volumeMounts[0].name names a volume that the pod has not: 'none'");
  }
}
