package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.main;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static dev.hpk.resolve.Resolving.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.container.Word;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerResolverTest {

  @Test
  void command_and_arguments_are_expanded_with_all_variables() {
    String container =
        """
        env: [{name: A, value: "1"}, {name: B, value: "$(A)2"}]
        command: [sh, -c, "echo $(B) $$(B) $(NONE) $B"]
        args: ["--a=$(A)", ""]
        """;

    ResolvedContainer resolved = main(resolve(pod(container)));

    assertThat(resolved.command())
        .extracting(Resolving::text)
        .containsExactly("sh", "-c", "echo 12 $(B) $(NONE) $B");
    assertThat(resolved.args()).extracting(Resolving::text).containsExactly("--a=1", "");
  }

  @Test
  void an_address_in_an_argument_is_left_to_the_job() {
    String container =
        """
        env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
        args: ["--listen=$(IP):80", "$$(IP)"]
        """;

    assertThat(main(resolve(pod(container))).args())
        .containsExactly(
            Word.of("--listen=").then(JobVariable.POD_ADDRESS).then(":80"), Word.of("$(IP)"));
  }

  @Test
  void a_container_without_command_and_arguments_leaves_them_to_its_image() {
    ResolvedContainer resolved = main(resolve(pod("")));

    assertThat(resolved.command()).isNull();
    assertThat(resolved.args()).isNull();
  }

  @Test
  void init_containers_come_first_and_those_that_always_restart_are_sidecars() {
    String spec =
        """
        initContainers:
        - {name: first, image: busybox}
        - {name: proxy, image: busybox, restartPolicy: Always}
        """;

    ResolveResult result = resolve(pod("", spec));

    assertThat(result.pod().containers())
        .extracting(ResolvedContainer::name, ResolvedContainer::kind, ResolvedContainer::field)
        .containsExactly(
            tuple("first", Kind.INIT, "spec.initContainers[0]"),
            tuple("proxy", Kind.SIDECAR, "spec.initContainers[1]"),
            tuple("main", Kind.MAIN, "spec.containers[0]"));
  }

  @ParameterizedTest
  @CsvSource({
    "busybox, , ALWAYS",
    "busybox:1, , IF_NOT_PRESENT",
    "busybox:1, Always, ALWAYS",
    "busybox, IfNotPresent, IF_NOT_PRESENT",
    "busybox, Never, NEVER"
  })
  void the_pull_policy_is_the_pods_or_follows_from_the_tag(
      String image, String policy, PullPolicy expected) {
    String fields = policy == null ? "" : "imagePullPolicy: " + policy;

    ResolveResult result = resolve(pod(fields).replace("image: busybox", "image: " + image));

    assertThat(main(result).pullPolicy()).isEqualTo(expected);
  }

  @Test
  void a_pull_policy_that_is_none_is_refused() {
    assertThatThrownBy(() -> resolve(pod("imagePullPolicy: Sometimes")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.containers[0].imagePullPolicy is not Always, IfNotPresent or Never:"
                + " 'Sometimes'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Busy Box", "$(reboot)", "a;b", "-rf", "a:b:c", "UPPER/case", "a@sha256:1"})
  void an_image_name_that_is_none_waits_as_with_a_kubelet(String image) {
    String yaml = pod("").replace("image: busybox", "image: '" + image + "'");

    UnresolvedException problem =
        catchThrowableOfType(UnresolvedException.class, () -> resolve(yaml));

    assertThat(problem.reason()).isEqualTo("InvalidImageName");
    assertThat(problem)
        .hasMessage(
            "Failed to apply default image tag \"%s\": couldn't parse image name \"%s\":"
                    .formatted(image, image)
                + " invalid reference format");
    assertThat(problem.container()).isEqualTo("main");
  }

  @Test
  void a_nul_in_an_argument_is_refused() {
    assertThatThrownBy(() -> resolve(pod("args: [ok, \"a\\0b\"]")))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage("spec.containers[0].args[1] has a NUL");
  }

  @Test
  void nothing_that_is_printed_of_a_resolved_pod_holds_a_secret() {
    String container =
        """
        env: [{name: P, valueFrom: {secretKeyRef: {name: cred, key: p}}}]
        args: ["--password=$(P)"]
        volumeMounts: [{name: v, mountPath: /v}]
        """;

    ResolveResult result =
        resolve(
            pod(container, "volumes: [{name: v, secret: {secretName: cred}}]"),
            secret("cred", "stringData: {p: hunter2}"));

    assertThat(main(result).args())
        .extracting(Resolving::text)
        .containsExactly("--password=hunter2");
    assertThat(result.toString()).doesNotContain("hunter2");
    assertThat(main(result).toString()).doesNotContain("hunter2");
    assertThat(main(result).environment().toString()).doesNotContain("hunter2");
    assertThat(result.pod().volumes().toString()).doesNotContain("hunter2");
  }
}
