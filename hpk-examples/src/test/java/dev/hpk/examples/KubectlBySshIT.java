package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.examples.Kubectl.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Into a pod by ssh, where a site allows no steps beside a job. */
class KubectlBySshIT extends KubectlPortsSuite {

  private final LocalSshd sshd;

  KubectlBySshIT() throws IOException {
    super("apptainer");
    sshd = new LocalSshd(live().work().resolveSibling(live().namespace() + "-sshd"));
    live().slurm(Map.of("enter", "ssh", "sshOptions", sshd.options()));
  }

  @AfterAll
  void closeSshd() {
    sshd.close();
  }

  private Kubectl exec(List<String> options, String... words) {
    return new Kubectl(
        live().namespace(),
        Stream.of(List.of("exec", "attached"), options, List.of("--"), List.of(words))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  @Test
  void output_errors_and_exit_code_come_apart() {
    Outcome outcome = exec(List.of(), "sh", "-c", "echo \"it's\"; echo err >&2; exit 3").run();

    assertThat(outcome.text()).isEqualTo("it's\n");
    assertThat(outcome.err()).isEqualTo("err\ncommand terminated with exit code 3\n");
    assertThat(outcome.code()).isEqualTo(3);
  }

  @Test
  void what_goes_in_comes_back() throws IOException {
    Outcome outcome = exec(List.of("-i"), "cat").with("a\nb\n").run();

    assertThat(outcome.text()).isEqualTo("a\nb\n");
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  @Test
  void a_terminal_has_the_client_s_size() {
    Outcome outcome = exec(List.of("-it"), "stty", "size").inTerminal().run();

    assertThat(outcome.text()).contains("33 99");
    assertThat(outcome.code()).as(outcome.text()).isZero();
  }

  @Test
  void a_client_that_is_killed_takes_its_command_along() throws IOException {
    String word = "5" + (System.nanoTime() % 1_000_000_000L);
    Path output = Files.createTempFile("hpk-it", ".out");
    Process client =
        exec(List.of("-i"), "sh", "-c", "trap '' TERM HUP; echo begun; sleep " + word + "; :")
            .start(output);
    await().atMost(LivePods.LIMIT).until(() -> Files.readString(output).equals("begun\n"));

    client.destroyForcibly();

    await()
        .atMost(LivePods.LIMIT)
        .until(() -> LivePods.run("pgrep", "-f", "sleep " + word).isEmpty());
    Files.delete(output);
  }

  @Test
  void a_port_in_a_network_of_the_pod_s_own_is_forwarded() throws Exception {
    Pod pod =
        live()
            .shell(
                "alone",
                "cd /tmp; echo here >here; exec httpd -f -p 18080",
                with ->
                    with.editMetadata()
                        .addToAnnotations("hpk.dev/network", "private")
                        .endMetadata());
    live().awaitPhase(pod, "Running");

    forwarded(
        "alone",
        18080,
        true,
        local ->
            await()
                .atMost(LivePods.LIMIT)
                .ignoreExceptions()
                .untilAsserted(
                    () -> assertThat(get(local, "/here")).asString().isEqualTo("here\n")));
  }
}
