package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.examples.Kubectl.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kubectl exec and cp through the API server, whatever the container engine. */
abstract class KubectlExecSuite extends LiveSuite {

  private static final int MANY = 20_000_000;

  private Path large;

  KubectlExecSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void run() throws IOException {
    byte[] bytes = new byte[MANY];
    new Random(7).nextBytes(bytes);
    large = Files.write(Files.createTempFile("hpk-it", ".large"), bytes);
    Pod pod =
        live()
            .shell(
                "target",
                "trap 'exit 0' TERM; while :; do sleep 1; done",
                with ->
                    with.editSpec()
                        .editFirstContainer()
                        .withWorkingDir("/tmp")
                        .withNewResources()
                        .addToRequests("memory", new Quantity("4Gi"))
                        .endResources()
                        .addToEnv(LivePods.variable("GREETING", "a b$'\"*"))
                        .endContainer()
                        .endSpec());
    live().awaitPhase(pod, "Running");
  }

  @AfterAll
  void clean() throws IOException {
    Files.delete(large);
  }

  private Kubectl exec(String... words) {
    return exec(List.of(), words);
  }

  private Kubectl exec(List<String> options, String... words) {
    List<String> all = new ArrayList<>(List.of("exec", "target"));
    all.addAll(options);
    all.add("--");
    all.addAll(List.of(words));
    return new Kubectl(live().namespace(), all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void output_errors_and_exit_code_come_apart(boolean spdy) {
    Outcome outcome = exec("sh", "-c", "echo out; echo err >&2; exit 3").overSpdy(spdy).run();

    assertThat(outcome.text()).isEqualTo("out\n");
    assertThat(outcome.err()).isEqualTo("err\ncommand terminated with exit code 3\n");
    assertThat(outcome.code()).isEqualTo(3);
  }

  @Test
  void success_says_nothing() {
    Outcome outcome = exec("true").run();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.text()).isEmpty();
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void words_arrive_as_they_are_with_the_container_s_variables_and_directory() {
    assertThat(exec("printf", "<%s>", "a b", "$HOME", "'\"", "*", "").run().text())
        .isEqualTo("<a b><$HOME><'\"><*><>");
    assertThat(exec("sh", "-c", "printf '%s|' \"$GREETING\"; pwd").run().text())
        .isEqualTo("a b$'\"*|/tmp\n");
  }

  @Test
  void a_command_that_is_not_there_fails() {
    Outcome outcome = exec("/no/such/thing").run();

    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.err()).contains("/no/such/thing");
  }

  @Test
  void without_input_there_is_none() {
    assertThat(exec("sh", "-c", "cat; echo end").run().text()).isEqualTo("end\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twenty_megabytes_go_in_and_come_back(boolean spdy) throws IOException {
    Outcome outcome = exec(List.of("-i"), "cat").overSpdy(spdy).with(large).run();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().length).isEqualTo(MANY);
    assertThat(outcome.out()).isEqualTo(Files.readAllBytes(large));
  }

  /**
   * Many times: srun(1) lost what was printed last, or how it ended, in one of five. Over a
   * WebSocket the API server itself breaks off when input still comes at the end.
   */
  @RepeatedTest(12)
  void input_that_is_not_read_to_its_end_disturbs_nothing() {
    Outcome outcome = exec(List.of("-i"), "head", "-c", "3").overSpdy(true).with(large).run();

    assertThat(outcome.out().length).isEqualTo(3);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
  }

  @Test
  void files_are_copied_both_ways() throws IOException {
    Path back = Files.createTempFile("hpk-it", ".back");
    Outcome there =
        new Kubectl(live().namespace(), "cp", large.toString(), "target:/tmp/copied").run();
    Outcome andBack =
        new Kubectl(live().namespace(), "cp", "target:/tmp/copied", back.toString()).run();

    assertThat(there.code()).as(there.err()).isZero();
    assertThat(andBack.code()).as(andBack.err()).isZero();
    assertThat(Files.mismatch(large, back)).isEqualTo(-1);
    Files.delete(back);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_terminal_has_the_client_s_size_and_an_exit_code(boolean spdy) throws IOException {
    Outcome outcome =
        exec(List.of("-it"), "sh", "-c", "stty size; [ -t 0 ] && [ -t 1 ] && echo tty; exit 5")
            .overSpdy(spdy)
            .inTerminal()
            .run();

    assertThat(outcome.text()).contains("33 99", "tty");
    assertThat(outcome.code()).as(outcome.text()).isEqualTo(5);
  }

  @Test
  void a_terminal_echoes_keys_and_turns_them_into_signals() throws Exception {
    Path output = Files.createTempFile("hpk-it", ".out");
    Process client = exec(List.of("-it"), "sh").inTerminal().start(output);
    try (OutputStream keys = client.getOutputStream()) {
      type(keys, "echo $((6 * 7))\n");
      awaitOutput(output, "echo $((6 * 7))\r\n42\r\n");
      type(keys, "echo go; sleep 1000\n");
      awaitOutput(output, "\ngo\r\n");
      type(keys, "\u0003");
      awaitOutput(output, "^C");
      type(keys, "exit 4\n");

      assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(client.exitValue()).as(Files.readString(output)).isEqualTo(4);
    Files.delete(output);
  }

  static void type(OutputStream keys, String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  static void awaitOutput(Path output, String text) {
    await()
        .atMost(LivePods.LIMIT)
        .untilAsserted(() -> assertThat(Files.readString(output)).contains(text));
  }

  @Test
  void fifty_at_once_are_all_right() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(50);
    try {
      List<String> answers =
          IntStream.range(0, 50)
              .mapToObj(number -> pool.submit(() -> exec("echo", "n" + number).run().text()))
              .toList()
              .stream()
              .map(
                  future -> {
                    try {
                      return future.get();
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  })
              .toList();

      assertThat(answers)
          .isEqualTo(IntStream.range(0, 50).mapToObj(number -> "n" + number + "\n").toList());
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_client_that_is_killed_takes_its_command_along(boolean spdy) throws IOException {
    String word = "4" + (System.nanoTime() % 1_000_000_000L);
    Path output = Files.createTempFile("hpk-it", ".out");
    Process client =
        exec(List.of("-i"), "sh", "-c", "trap '' TERM HUP; echo begun; sleep " + word + "; :")
            .overSpdy(spdy)
            .start(output);
    await().atMost(LivePods.LIMIT).until(() -> Files.readString(output).equals("begun\n"));
    assertThat(LivePods.run("pgrep", "-f", "sleep " + word)).isNotEmpty();

    client.destroyForcibly();

    await()
        .atMost(LivePods.LIMIT)
        .until(() -> LivePods.run("pgrep", "-f", "sleep " + word).isEmpty());
    Files.delete(output);
  }

  @Test
  void what_cannot_be_run_is_said() {
    Pod ended = live().shell("over", "true");
    live().awaitPhase(ended, "Succeeded");

    assertThat(new Kubectl(live().namespace(), "exec", "over", "--", "true").run().err())
        .contains("cannot exec into a container in a completed pod");
    assertThat(
            new Kubectl(live().namespace(), "exec", "target", "-c", "other", "--", "true")
                .run()
                .err())
        .contains("other");
  }
}
