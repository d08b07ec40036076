package dev.hpk.resolve;

import static dev.hpk.resolve.Resolving.environment;
import static dev.hpk.resolve.Resolving.pod;
import static dev.hpk.resolve.Resolving.resolve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.PodRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerResourcesTest {

  private static final String RESOURCES =
      """
      resources:
        limits: {cpu: 1500m, memory: 64Mi, ephemeral-storage: 1Gi, hugepages-2Mi: 8Mi}
        requests: {cpu: 250m, memory: 1G}
      """;

  @ParameterizedTest
  @CsvSource({
    "limits.cpu, , 2",
    "limits.cpu, 1, 2",
    "limits.cpu, 1m, 1500",
    "limits.cpu, 0, 2",
    "requests.cpu, , 1",
    "requests.cpu, 1m, 250",
    "limits.memory, , 67108864",
    "limits.memory, 1Mi, 64",
    "limits.memory, 1Gi, 1",
    "requests.memory, 1M, 1000",
    "requests.memory, 1Mi, 954",
    "limits.ephemeral-storage, 1Mi, 1024",
    "requests.ephemeral-storage, , 0",
    "limits.hugepages-2Mi, 1Mi, 8"
  })
  void a_resource_is_told_in_units_of_the_divisor_rounded_up(
      String resource, String divisor, String expected) {
    assertThat(value(RESOURCES, resource, divisor)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "limits.cpu, , 64",
    "limits.memory, 1Gi, 256",
    "requests.cpu, , 0",
    "requests.memory, , 0"
  })
  void a_limit_that_is_not_set_is_what_the_node_has(
      String resource, String divisor, String expected) {
    assertThat(value("", resource, divisor)).isEqualTo(expected);
  }

  @Test
  void another_container_may_be_named() {
    String spec =
        """
        initContainers:
        - {name: first, image: busybox, resources: {limits: {cpu: 7}}}
        """;
    String container =
        "env: [{name: R, valueFrom: {resourceFieldRef:"
            + " {containerName: first, resource: limits.cpu}}}]";

    assertThat(environment(resolve(pod(container, spec)))).containsEntry("R", "7");
  }

  @Test
  void a_container_that_is_not_there_is_refused() {
    String container =
        "env: [{name: R, valueFrom: {resourceFieldRef:"
            + " {containerName: none, resource: limits.cpu}}}]";

    assertThatThrownBy(() -> resolve(pod(container)))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "spec.containers[0].env[0].valueFrom.resourceFieldRef.containerName names no container:"
                + " 'none'");
  }

  @ParameterizedTest
  @CsvSource({"cpu", "limits.pods", "claims.cpu", "limits."})
  void a_resource_that_is_unknown_is_refused(String resource) {
    assertThatThrownBy(() -> value("", resource, null))
        .isInstanceOf(PodRefusedException.class)
        .hasMessageContaining("resourceFieldRef.resource")
        .hasMessageContaining("'" + resource + "'");
  }

  private static String value(String resources, String resource, String divisor) {
    String container =
        "env: [{name: R, valueFrom: {resourceFieldRef: {resource: '%s'%s}}}]\n%s"
            .formatted(resource, divisor == null ? "" : ", divisor: " + divisor, resources);
    return environment(resolve(pod(container))).get("R");
  }
}
