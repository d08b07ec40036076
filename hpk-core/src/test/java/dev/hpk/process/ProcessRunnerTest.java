package dev.hpk.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessRunnerTest {

  private static final Map<String, String> OWN =
      Map.of("PATH", String.valueOf(System.getenv("PATH")), "HOME", "/home/me", "TOKEN", "secret");

  @TempDir Path folder;

  private final ExecutorService pumps = Executors.newCachedThreadPool();
  private final ProcessRunner runner = new ProcessRunner(OWN, pumps);

  @AfterEach
  void stop() {
    pumps.shutdownNow();
  }

  @Test
  void a_child_has_the_harmless_part_of_the_environment_and_what_the_command_sets() {
    CommandResult result =
        runner.run(
            HostCommand.of("env").withEnvironment(Map.of("MINE", "a b", "HOME", "/elsewhere")));

    assertThat(result.stdout().lines())
        .containsExactlyInAnyOrder("PATH=" + OWN.get("PATH"), "HOME=/elsewhere", "MINE=a b");
  }

  @Test
  void output_complaint_and_exit_code_come_back() {
    CommandResult result = runner.run(HostCommand.of("sh", "-c", "echo öut; echo err >&2; exit 7"));

    assertThat(result).isEqualTo(new CommandResult(7, "öut\n", "err\n"));
  }

  @Test
  void a_child_that_a_signal_ended_exits_with_128_and_the_signal() {
    assertThat(runner.run(HostCommand.of("sh", "-c", "kill -9 $$")).exitCode()).isEqualTo(137);
  }

  @Test
  void words_reach_the_child_as_they_are() {
    String hostile = "$(touch x) `id` \"'\\ \n *";

    assertThat(runner.run(HostCommand.of("printf", "%s", hostile)).stdout()).isEqualTo(hostile);
  }

  @Test
  void input_is_handed_over_whole_while_output_is_read() {
    String text = "äbc\n".repeat(500_000);

    assertThat(runner.run(HostCommand.of("cat").withStdin(text)).stdout()).isEqualTo(text);
  }

  @Test
  void a_child_that_does_not_read_its_input_is_no_error() {
    CommandResult result = runner.run(HostCommand.of("true").withStdin("x".repeat(1 << 20)));

    assertThat(result.exitCode()).isZero();
  }

  @Test
  void output_beyond_its_limit_is_read_and_dropped() {
    CommandResult result =
        runner.run(HostCommand.of("sh", "-c", "head -c 20000000 /dev/zero; echo done >&2"));

    assertThat(result.stdout()).hasSize(16 << 20);
    assertThat(result.stderr()).isEqualTo("done\n");
  }

  @Test
  void a_child_that_outlives_its_time_is_killed_with_all_that_it_started() throws IOException {
    Path pids = folder.resolve("pids");
    HostCommand command =
        HostCommand.of(
                "sh",
                "-c",
                "sh -c 'sleep 300 & echo $! >>" + pids + "; wait' & echo $! >>" + pids + "; wait")
            .withTimeout(Duration.ofSeconds(2));

    assertThatThrownBy(() -> runner.run(command))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL))
        .hasMessage("sh did not end within 2 s");

    assertThat(Files.readAllLines(pids)).hasSize(2);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Files.readAllLines(pids).stream()
                    .map(pid -> Path.of("/proc", pid, "stat"))
                    .noneMatch(ProcessRunnerTest::runs));
  }

  @Test
  void a_program_that_is_not_there_is_named() {
    assertThatThrownBy(() -> runner.run(HostCommand.of("no-such-program", "secret-word")))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL))
        .hasMessageStartingWith("no-such-program cannot be started")
        .hasMessageNotContaining("secret-word");
  }

  /** A process that nobody has waited for yet runs no more. */
  private static boolean runs(Path stat) {
    try {
      return !Files.readString(stat).replaceFirst("^.*\\) ", "").startsWith("Z");
    } catch (IOException e) {
      return false;
    }
  }
}
