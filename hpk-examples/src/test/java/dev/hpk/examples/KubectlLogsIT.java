package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Logs through kubectl, the API server and the kubelet port. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class KubectlLogsIT {

  private static LiveKubelet live;

  @BeforeAll
  static void start() {
    live = new LiveKubelet("apptainer").start();
  }

  @AfterAll
  static void stop() {
    live.close();
  }

  @Test
  void logs_of_an_ended_container_are_there_whole_in_part_and_with_times() {
    Pod pod = live.shell("ended", "echo one; echo two >&2; printf three");
    live.awaitPhase(pod, "Succeeded");

    assertThat(live.kubectl("logs", "ended")).isEqualTo("one\ntwo\nthree");
    assertThat(live.kubectl("logs", "ended", "-c", "main")).isEqualTo("one\ntwo\nthree");
    assertThat(live.kubectl("logs", "ended", "--tail=1")).isEqualTo("three");
    assertThat(live.kubectl("logs", "ended", "--tail=0")).isEmpty();
    assertThat(live.kubectl("logs", "ended", "--limit-bytes=3")).isEqualTo("one");
    assertThat(live.kubectl("logs", "ended", "--since=1h")).isEqualTo("one\ntwo\nthree");
    assertThat(live.kubectl("logs", "ended", "--timestamps").lines())
        .hasSize(3)
        .allMatch(line -> line.matches("20[0-9-]{8}T[0-9:.]+(Z|[+-][0-9:]+) (one|two|three)"));
    assertThat(live.kubectl("logs", "ended", "-f")).isEqualTo("one\ntwo\nthree");
  }

  @Test
  void what_cannot_be_shown_is_said() {
    Pod pod = live.shell("quiet", "true");
    live.awaitPhase(pod, "Succeeded");

    assertThat(live.kubectl("logs", "quiet", "-c", "other")).contains("other is not valid");
    assertThat(live.kubectl("logs", "quiet", "--previous"))
        .contains("previous terminated container \"main\" in pod \"quiet\" not found");
  }

  @Test
  void a_followed_log_comes_line_by_line_and_ends_with_its_container() throws Exception {
    Pod pod =
        live.shell(
            "followed",
            "echo first; until [ -e /work/go ]; do sleep 0.1; done; echo last",
            KubeletSlurmSuite::withWork);
    live.awaitPhase(pod, "Running");
    live.awaitLog(pod, "first");
    Path output = Files.createTempFile("hpk-it", ".log");
    Process follower =
        new ProcessBuilder("kubectl", "-n", live.namespace(), "logs", "-f", "followed")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    await().atMost(LiveKubelet.LIMIT).until(() -> Files.readString(output).equals("first\n"));
    assertThat(follower.isAlive()).isTrue();
    live.release(pod, "work/go");

    assertThat(follower.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(output).hasContent("first\nlast");
    Files.delete(output);
  }

  @Test
  void the_log_of_the_attempt_before_is_there_after_a_restart() {
    Pod pod =
        live.shell(
            "restarted",
            "echo run >>/work/runs; wc -l </work/runs; [ $(wc -l </work/runs) -gt 1 ] || exit 3;"
                + " sleep 600",
            builder ->
                KubeletSlurmSuite.withWork(
                    builder.editSpec().withRestartPolicy("Always").endSpec()));

    Pod running =
        live.awaitPod(
            pod,
            now ->
                now.getStatus().getContainerStatuses().stream()
                    .anyMatch(
                        status ->
                            status.getRestartCount() == 1
                                && status.getState().getRunning() != null));

    assertThat(LiveKubelet.container(running, "main").getLastState().getTerminated().getExitCode())
        .isEqualTo(3);
    await().atMost(LiveKubelet.LIMIT).until(() -> live.kubectl("logs", "restarted").equals("2\n"));
    assertThat(live.kubectl("logs", "restarted", "--previous")).isEqualTo("1\n");
  }
}
