package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a container starts, is entered, stopped and killed. */
public abstract class EngineLifeContract extends EngineContract {

  @Test
  void term_reaches_the_first_process_which_ends_as_it_likes() {
    RunningContainer running =
        start(
            container(busybox)
                .command(
                    "/bin/sh", "-c", "trap 'echo got; exit 7' TERM; echo up; sleep 60 & wait"));
    running.awaitOutput("up");
    running.terminate();
    CommandResult result = running.end();
    running.clean();

    assertThat(result.stdout()).isEqualTo("up\ngot\n");
    assertThat(result.exitCode()).isEqualTo(7);
  }

  @Test
  void the_first_process_is_the_pod_s_own_and_number_one() {
    RunningContainer running = start(container(busybox).command("sleep", "60"));
    long first = running.firstProcess();

    await()
        .atMost(LONGEST)
        .untilAsserted(
            () ->
                assertThat(Files.readString(Path.of("/proc/" + first + "/cmdline")))
                    .endsWith("sleep\00060\000"));
    assertThat(running.enter(List.of("cat", "/proc/1/comm")).stdout()).isEqualTo("sleep\n");
    running.kill();
    assertThat(running.end().exitCode()).isEqualTo(137);
    assertThat(running.clean().exitCode()).isZero();
    assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void after_the_engine_itself_was_killed_nothing_of_the_container_is_left() {
    RunningContainer running =
        start(container(busybox).command("/bin/sh", "-c", "trap '' TERM; sleep 60 & wait"));
    long first = running.firstProcess();
    List<Long> descendants = running.killEngine();
    running.end();

    assertThat(running.clean().exitCode()).isZero();
    await().atMost(LONGEST).until(() -> isGone(first));
    await().atMost(LONGEST).until(() -> descendants.stream().allMatch(EngineContract::isGone));
  }

  @Test
  void what_is_entered_sees_the_container_s_files_variables_and_directory() {
    RunningContainer running =
        host.start(
            container(entrypoint)
                .command("/bin/sh", "-c", "touch /mark; id; echo up; sleep 60; :")
                .environment(List.of("SET", "odd.name"))
                .build(),
            Map.of("SET", "a b\nc", "odd.name", "odd value"));
    running.awaitOutput("up");
    CommandResult itself = running.enter(List.of("/bin/sh", "-c", "id; echo up"));
    CommandResult variables = running.enter(List.of("env"));
    CommandResult result =
        running.enter(
            List.of("/bin/sh", "-c", "ls /mark; pwd; echo \"$SET$IMAGE_VAR\"; hostname; exit 5"));
    CommandResult hostile =
        running.enter(
            List.of(
                "/bin/sh",
                "-c",
                "for w; do printf '%s|' \"$w\"; done",
                "sh",
                "",
                "--help",
                "$(id)",
                "a\nb"));
    running.kill();
    CommandResult end = running.end();
    running.clean();

    assertThat(itself.stdout()).isEqualTo(end.stdout());
    assertThat(variables.stdout()).contains("odd.name=odd value");
    assertThat(result.stdout())
        .as(result.stderr())
        .isEqualTo("/mark\n/srv/app\na b\ncfrom-image\npod-main\n");
    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(hostile.stdout()).isEqualTo("|--help|$(id)|a\nb|");
  }

  @Test
  void a_command_that_is_not_there_fails_with_the_engine_s_words() {
    CommandResult result = run(container(busybox).command("no-such-command"));

    assertThat(result.exitCode()).isIn(126, 127, 255);
    assertThat(result.complaint()).matches("(FATAL:|Error:).*no-such-command.*");
  }
}
