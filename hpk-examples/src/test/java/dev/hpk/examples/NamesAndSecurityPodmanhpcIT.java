package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names and security of pods under podman-hpc. */
class NamesAndSecurityPodmanhpcIT extends NamesAndSecuritySuite {

  private Pod groups;

  NamesAndSecurityPodmanhpcIT() {
    super("podman-hpc");
  }

  @BeforeAll
  void startMore() {
    groups =
        live.shell(
            "groups",
            "id -G",
            pod ->
                pod.editSpec()
                    .withNewSecurityContext()
                    .withRunAsUser(1234L)
                    .withRunAsGroup(1235L)
                    .withSupplementalGroups(4000L)
                    .endSecurityContext()
                    .endSpec());
  }

  @Test
  void further_groups_are_those_that_the_pod_names() {
    assertThat(logOf(groups).strip().split(" ")).containsExactlyInAnyOrder("1235", "4000");
  }
}
