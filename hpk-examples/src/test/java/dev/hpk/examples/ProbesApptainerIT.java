package dev.hpk.examples;

import org.junit.jupiter.api.Test;

/** Probes of containers of Apptainer, also where the pod has a network of its own. */
class ProbesApptainerIT extends ProbesSuite {

  ProbesApptainerIT() {
    super("apptainer");
  }

  @Test
  void a_pod_with_a_network_of_its_own_is_probed_within_it() {
    assertProbedInAPrivateNetwork();
  }
}
