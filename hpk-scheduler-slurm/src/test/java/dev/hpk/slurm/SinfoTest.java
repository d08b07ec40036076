package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.testkit.scheduler.FakeCommandRunner;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinfoTest {

  @Test
  void each_host_counts_once_and_only_if_it_is_usable() {
    FakeCommandRunner runner =
        new FakeCommandRunner().prints("sinfo", Fixtures.read("sinfo-mixed.txt"));

    Capacity capacity =
        new SlurmScheduler(SlurmConfig.ofDefaults(), TestJobs.context(runner, Clock.systemUTC()))
            .capacity();

    assertThat(capacity.hosts()).isEqualTo(3);
    assertThat(capacity.total())
        .isEqualTo(
            new Resources(
                (64 + 64 + 128) * 1000L,
                (64_000L + 64_000 + 512_000) << 20,
                Map.of("nvidia.com/gpu", 12L)));
    assertThat(capacity.largestHost())
        .isEqualTo(new Resources(128_000, 512_000L << 20, Map.of("nvidia.com/gpu", 8L)));
    assertThat(capacity.detail())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "hosts-idle",
                "2",
                "hosts-mixed",
                "1",
                "hosts-down",
                "1",
                "hosts-drained",
                "1",
                "hosts-allocated",
                "1"));
  }

  @Test
  void gres_is_counted_by_name_and_by_type() {
    List<Sinfo.Host> hosts =
        Sinfo.parse("g1|idle|8|1000|gpu:a100:4(S:0-1),gpu:v100:2,license:8,mem:2K\n");

    assertThat(hosts.get(0).gres())
        .isEqualTo(Map.of("gpu", 6L, "gpu:a100", 4L, "gpu:v100", 2L, "license", 8L, "mem", 2048L));
  }

  @ParameterizedTest
  @CsvSource({
    "idle, true", "idle~, true", "mixed, true", "allocated, true", "allocated+, true",
    "completing, true", "planned, true", "mixed-, true", "idle*, false", "allocated*, false",
    "down, false", "drained, false", "draining, false", "drained*, false", "fail, false",
    "unknown, false", "inval, false", "future, false", "maint, false", "idle$, false",
    "reserved, false", "powered_down, true"
  })
  void a_host_is_usable_by_its_state(String state, boolean usable) {
    assertThat(new Sinfo.Host("c1", state, 1, 1, Map.of()).usable()).isEqualTo(usable);
  }

  @Test
  void versions_of_distributions_and_of_schedmd_read_alike() {
    assertThat(Sinfo.parseVersion("slurm-wlm 22.05.8\n")).isEqualTo("slurm 22.05.8");
    assertThat(Sinfo.parseVersion("slurm 24.11.1\n")).isEqualTo("slurm 24.11.1");
  }

  @Test
  void the_sites_partition_is_asked_for() {
    assertThat(Sinfo.arguments("gpu")).contains("--partition=gpu");
    assertThat(Sinfo.arguments(null)).noneMatch(word -> word.startsWith("--partition"));
  }
}
