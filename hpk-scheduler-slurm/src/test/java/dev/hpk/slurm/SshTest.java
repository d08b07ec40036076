package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.HostCommand;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.job.JobId;
import dev.hpk.testkit.scheduler.FakeCommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SshTest {

  /** What sshd(8) gives the user's login shell. */
  private static String line(List<String> argv) {
    SlurmConfig config =
        SlurmConfig.read(
            new PluginConfig(
                "schedulers.slurm",
                Map.of("enter", "ssh", "sshOptions", List.of("-i", "/a key"), "commands", "/opt")));
    HostCommand command =
        new SlurmScheduler(config, TestJobs.context(new FakeCommandRunner(), Clock.systemUTC()))
            .enter(new JobId("7"), "c1", argv);
    List<String> words = command.argv();
    assertThat(words).startsWith("ssh", "-T").contains("BatchMode=yes");
    assertThat(words.subList(words.size() - 5, words.size() - 1))
        .containsExactly("-i", "/a key", "--", "c1");
    return words.get(words.size() - 1);
  }

  @Test
  void words_come_through_the_login_shell_as_they_are() throws IOException {
    List<String> words =
        List.of("a b", "", "it's", "'", "\"$HOME\"", "*", "\\", "-n", "two\nlines", "!x", "`id`");
    List<String> argv = new ArrayList<>(List.of("printf", "<%s>"));
    argv.addAll(words);

    for (String shell : List.of("sh", "bash")) {
      Process process = new ProcessBuilder(shell, "-c", line(argv)).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(output).isEqualTo("<" + String.join("><", words) + ">");
    }
  }
}
