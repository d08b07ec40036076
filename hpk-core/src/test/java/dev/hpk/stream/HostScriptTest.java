package dev.hpk.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts on a pod's host, as a way into the job would start them. */
class HostScriptTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OWN_PROCESS = String.valueOf(ProcessHandle.current().pid());

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(List<String> words) throws IOException {
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    started.add(process);
    return process;
  }

  private Process exec(String input, String... command) throws IOException {
    return start(words(input, command));
  }

  private static List<String> words(String input, String... command) {
    List<String> arguments = new ArrayList<>(List.of("secret", "uid", "mark", OWN_PROCESS, input));
    arguments.addAll(List.of("no", "0", "0", HostScript.SWEEP.text()));
    arguments.addAll(List.of(command));
    return HostScript.EXEC.words(arguments);
  }

  /** As srun(1) with --unbuffered does. */
  private List<String> withTerminal(List<String> words) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "printf -v line '%q ' \"$@\"; SHELL=$BASH exec script -qefc \"$line\" /dev/null",
                "words"));
    all.addAll(words);
    return all;
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("out"), UTF_8);
  }

  private void awaitWord(String word) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Files.readString(directory.resolve("err"), UTF_8))
                    .contains("\0secret " + word + "\n"));
  }

  private static void awaitEnd(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void what_a_command_leaves_of_its_input_is_read_after_its_end() throws Exception {
    Process process = exec("yes", "head", "-c", "3");
    try (OutputStream input = process.getOutputStream()) {
      input.write("abcdef".getBytes(UTF_8));
      input.flush();
      awaitWord("exit 0");

      input.write(new byte[5_000_000]); // fails when nobody reads
    }

    awaitEnd(process);
    assertThat(output()).isEqualTo("abc");
  }

  @Test
  void a_command_without_input_has_an_empty_one_and_its_end_is_the_end() throws Exception {
    Process process = exec("no", "sh", "-c", "cat; echo end; exit 3");

    awaitEnd(process);

    awaitWord("exit 3");
    assertThat(output()).isEqualTo("end\n");
  }

  @Test
  void of_a_command_that_is_killed_there_is_the_exit_code_alone() throws Exception {
    Process process = exec("no", "sh", "-c", "echo own >&2; kill -KILL $$");

    awaitEnd(process);
    assertThat(Files.readString(directory.resolve("err"), UTF_8))
        .isEqualTo("own\n\0secret exit 137\n");
  }

  @Test
  void a_terminal_of_the_way_in_is_not_the_command_s() throws Exception {
    String look = "sleep 0.2; if test -t 1; then echo terminal; else echo none; fi; exit 3";

    Process process = start(withTerminal(words("no", "sh", "-c", look)));

    awaitEnd(process);
    assertThat(output()).contains("none\r\n", "secret exit 3").doesNotContain("terminal");
  }

  @Test
  void a_command_without_input_ends_with_the_kubelet() throws Exception {
    Process process =
        exec("no", "sh", "-c", "trap '' TERM HUP; setsid sleep 600 & echo $!; sleep 600; :");
    await().atMost(PATIENCE).until(() -> output().endsWith("\n"));
    ProcessHandle child = ProcessHandle.of(Long.parseLong(output().strip())).orElseThrow();

    process.getOutputStream().close();

    awaitEnd(process);
    await().atMost(PATIENCE).until(() -> !child.isAlive());
  }

  @Test
  void a_look_at_a_container_s_output_ends_with_the_kubelet() throws Exception {
    Path log = Files.writeString(directory.resolve("0.log"), "before\n");
    List<String> arguments =
        List.of("secret", "uid", OWN_PROCESS, log.toString(), "/none", "output");
    Process process = start(HostScript.ATTACH.words(arguments));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Files.writeString(log, "after\n", StandardOpenOption.APPEND);
              return output().contains("after\n");
            });

    process.getOutputStream().close();

    awaitEnd(process);
  }
}
