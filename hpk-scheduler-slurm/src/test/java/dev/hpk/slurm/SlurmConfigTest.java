package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.job.JobId;
import dev.hpk.testkit.scheduler.FakeCommandRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmConfigTest {

  @Test
  void defaults_leave_everything_to_slurm() {
    SlurmConfig config = SlurmConfig.ofDefaults();

    assertThat(config.defaults()).isEmpty();
    assertThat(config.timeLimit()).isNull();
    assertThat(config.partition()).isNull();
    assertThat(config.prelude()).isEmpty();
    assertThat(config.gres()).isEqualTo(Map.of("nvidia.com/gpu", "gpu"));
    assertThat(config.memory()).isEqualTo(SlurmConfig.Memory.TOTAL);
    assertThat(config.maxJobs()).isEqualTo(1000);
    assertThat(config.submitTimeout()).isGreaterThan(Duration.ofSeconds(30));
  }

  @Test
  void every_key_is_read() {
    SlurmConfig config =
        read(
            Map.ofEntries(
                Map.entry("partition", "main"),
                Map.entry("account", "a"),
                Map.entry("qos", "q"),
                Map.entry("constraint", "x&y"),
                Map.entry("reservation", "r"),
                Map.entry("options", List.of("--nice=5", "-L lic")),
                Map.entry("timeLimit", "2h"),
                Map.entry("prelude", List.of("module load a\nmodule load b", "true")),
                Map.entry("gres", Map.of("nvidia.com/gpu", "gpu:a100")),
                Map.entry("memory", "per-cpu"),
                Map.entry("commands", "/opt/slurm/bin"),
                Map.entry("environment", Map.of("SLURM_CONF", "/etc/other.conf")),
                Map.entry("maxJobs", 50),
                Map.entry("stopMargin", "20s"),
                Map.entry("commandTimeout", "30s"),
                Map.entry("submitTimeout", "3m"),
                Map.entry("lookBack", "7d")));

    assertThat(config.defaults())
        .containsExactly(
            new SbatchOption("partition", "main"),
            new SbatchOption("account", "a"),
            new SbatchOption("qos", "q"),
            new SbatchOption("constraint", "x&y"),
            new SbatchOption("reservation", "r"),
            new SbatchOption("nice", "5"),
            new SbatchOption("licenses", "lic"));
    assertThat(config.partition()).isEqualTo("main");
    assertThat(config.timeLimit()).isEqualTo(Duration.ofHours(2));
    assertThat(config.prelude()).containsExactly("module load a", "module load b", "true");
    assertThat(config.gres()).isEqualTo(Map.of("nvidia.com/gpu", "gpu:a100"));
    assertThat(config.memory()).isEqualTo(SlurmConfig.Memory.PER_CPU);
    assertThat(config.commands()).isEqualTo("/opt/slurm/bin");
    assertThat(config.environment()).containsEntry("SLURM_CONF", "/etc/other.conf");
    assertThat(config.maxJobs()).isEqualTo(50);
    assertThat(config.stopMargin()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.commandTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.submitTimeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(config.lookBack()).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @CsvSource({
    "options, --array=1-2, 'has --array, which is refused'",
    "memory, all, 'is not total, per-cpu or none'",
    "commands, bin, is not an absolute directory",
    "maxJobs, 0, is not positive",
    "timeLimit, 0s, is not a positive duration",
    "lookBack, x, is not a duration",
    "partitoin, main, is not known; known are",
    "qos, ' ', is blank or has control characters",
  })
  void a_wrong_value_is_named_with_its_key(String key, String value, String message) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOfSatisfying(
            HpkException.class,
            e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION))
        .hasMessageContaining("schedulers.slurm." + key + " " + message);
  }

  @Test
  void a_gres_name_that_would_add_options_is_refused() {
    assertThatThrownBy(() -> read(Map.of("gres", Map.of("a.b/c", "gpu:1,x"))))
        .hasMessageContaining("is not NAME or NAME:TYPE for a.b/c: gpu:1,x");
  }

  @Test
  void all_problems_are_told_at_once() {
    assertThatThrownBy(() -> read(Map.of("memory", "all", "maxJobs", "-1")))
        .hasMessageContaining("schedulers.slurm.memory")
        .hasMessageContaining("schedulers.slurm.maxJobs");
  }

  @Test
  void commands_are_taken_from_the_sites_directory_with_its_environment() {
    FakeCommandRunner runner = new FakeCommandRunner().prints("squeue", "");
    SlurmConfig config =
        read(
            Map.of(
                "commands", "/opt/slurm/bin", "environment", Map.of("SLURM_CONF", "/etc/s.conf")));

    new SlurmScheduler(config, TestJobs.context(runner, Clock.systemUTC())).owned();

    assertThat(runner.commands().get(0).argv()).first().isEqualTo("/opt/slurm/bin/squeue");
    assertThat(runner.commands().get(0).environment()).containsEntry("SLURM_CONF", "/etc/s.conf");
  }

  @Test
  void a_command_beside_a_job_is_described_and_not_run() {
    FakeCommandRunner runner = new FakeCommandRunner();
    SlurmScheduler scheduler =
        new SlurmScheduler(SlurmConfig.ofDefaults(), TestJobs.context(runner, Clock.systemUTC()));

    assertThat(scheduler.enter(new JobId("7"), "c1", List.of("echo", "a b", "--x")).argv())
        .startsWith("srun", "--jobid=7", "--overlap")
        .contains("--nodelist=c1")
        .endsWith("--", "echo", "a b", "--x");
    assertThat(runner.commands()).isEmpty();
  }

  @Test
  void another_way_to_a_job_s_host_than_srun_or_ssh_is_refused() {
    assertThatThrownBy(() -> read(Map.of("enter", "rsh")))
        .hasMessageContaining("schedulers.slurm.enter is not srun or ssh: rsh");
    assertThatThrownBy(() -> read(Map.of("sshOptions", List.of("-v"))))
        .hasMessageContaining("schedulers.slurm.sshOptions");
  }

  @Test
  void the_plugin_is_found_by_its_name() {
    assertThat(ServiceLoader.load(BatchSchedulerFactory.class))
        .extracting(BatchSchedulerFactory::name)
        .contains("slurm");
  }

  private static SlurmConfig read(Map<String, ?> values) {
    return SlurmConfig.read(new PluginConfig("schedulers.slurm", values));
  }
}
