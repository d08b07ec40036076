package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** kubectl port-forward and attach under Apptainer. */
class KubectlPortsApptainerIT extends KubectlPortsSuite {

  KubectlPortsApptainerIT() {
    super("apptainer");
  }

  @Test
  void a_network_of_the_pod_s_own_is_reached() throws Exception {
    Pod pod =
        live()
            .shell(
                "private",
                "cd /tmp; echo private >page; exec httpd -f -p 127.0.0.1:8080",
                with ->
                    with.editMetadata()
                        .withAnnotations(Map.of("hpk.dev/network", "private"))
                        .endMetadata());
    live().awaitPhase(pod, "Running");

    assertThat(live().kubectl("exec", "private", "--", "hostname")).isEqualTo("private\n");
    forwarded(
        "private",
        8080,
        false,
        local -> assertThat(get(local, "/page")).asString().isEqualTo("private\n"));
  }
}
