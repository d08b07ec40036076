package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.PluginConfig;
import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobScriptTest {

  private static final Path DIRECTORY = Path.of("/work/pods/1");

  @Test
  void directives_stand_behind_the_first_line_and_the_pods_flags_last() {
    SlurmConfig config =
        config(
            Map.of(
                "partition",
                "main",
                "account",
                "project1",
                "options",
                List.of("--nice=5"),
                "prelude",
                List.of("module load apptainer", "ulimit -n 4096"),
                "gres",
                Map.of("example.com/license", "license")));
    JobSpec job =
        TestJobs.job(
            "hpk-1",
            DIRECTORY,
            new Resources(
                1500, 1_000_000_000, Map.of("nvidia.com/gpu", 2L, "example.com/license", 1L)),
            Duration.ofSeconds(90),
            Map.of(SlurmFlags.ANNOTATION, "-p gpu --constraint='a b'"));

    assertThat(new JobScript(config, job).text())
        .isEqualTo(
            """
            #!/bin/bash
            #SBATCH --job-name=hpk-1
            #SBATCH --comment=hpk:mine:default/web
            #SBATCH --chdir=/work/pods/1
            #SBATCH --output=/work/pods/1/job.out
            #SBATCH --open-mode=append
            #SBATCH --no-requeue
            #SBATCH --export=ALL
            #SBATCH --signal=B:TERM@40
            #SBATCH --nodes=1
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task=2
            #SBATCH --mem=954M
            #SBATCH --gres=gpu:2,license:1
            #SBATCH --time=4
            #SBATCH --account=project1
            #SBATCH --nice=5
            #SBATCH --partition=gpu
            #SBATCH --constraint='a b'
            HPK_JOB=${SLURM_JOB_ID:-} HPK_HOST=${SLURMD_NODENAME:-}
            module load apptainer
            ulimit -n 4096
            echo hello
            """);
  }

  @Test
  void a_pod_that_asks_for_nothing_gets_slurms_defaults() {
    assertThat(names(SlurmConfig.ofDefaults(), TestJobs.job("hpk-1", DIRECTORY)))
        .doesNotContain("mem", "cpus-per-task", "gres", "time", "partition")
        .contains("nodes", "ntasks", "no-requeue");
  }

  @Test
  void the_time_limit_leaves_room_for_the_supervisor_to_end_the_pod_first() {
    // 10 s for the pod, 30 s of grace, 10 s of margin, 60 s by which Slurm may be early.
    JobSpec job =
        TestJobs.job("hpk-1", DIRECTORY, Resources.NONE, Duration.ofSeconds(10), Map.of());

    assertThat(value(SlurmConfig.ofDefaults(), job, "time")).isEqualTo("2");
  }

  @Test
  void the_sites_time_limit_holds_for_pods_without_one() {
    SlurmConfig config = config(Map.of("timeLimit", "90s"));

    assertThat(value(config, TestJobs.job("hpk-1", DIRECTORY), "time")).isEqualTo("2");
  }

  @Test
  void a_pods_own_memory_flag_replaces_every_other_kind() {
    JobSpec job = flagged("--mem-per-gpu=4G", new Resources(1000, 1 << 20, Map.of()));

    assertThat(names(SlurmConfig.ofDefaults(), job)).contains("mem-per-gpu").doesNotContain("mem");
  }

  @Test
  void a_pods_own_number_of_hosts_or_tasks_replaces_the_single_one() {
    JobSpec job = flagged("-N2 --ntasks-per-node=4", Resources.NONE);

    assertThat(names(SlurmConfig.ofDefaults(), job))
        .containsOnlyOnce("nodes")
        .doesNotContain("ntasks");
    assertThat(value(SlurmConfig.ofDefaults(), job, "nodes")).isEqualTo("2");
  }

  @Test
  void memory_for_each_cpu_is_rounded_up() {
    JobSpec job =
        TestJobs.job("hpk-1", DIRECTORY, new Resources(2001, 100 << 20, Map.of()), null, Map.of());

    assertThat(value(config(Map.of("memory", "per-cpu")), job, "mem-per-cpu")).isEqualTo("34M");
    assertThat(names(config(Map.of("memory", "none")), job)).doesNotContain("mem", "mem-per-cpu");
  }

  @Test
  void two_resources_of_one_gres_are_added_up() {
    SlurmConfig config = config(Map.of("gres", Map.of("amd.com/gpu", "gpu")));
    JobSpec job =
        TestJobs.job(
            "hpk-1",
            DIRECTORY,
            new Resources(0, 0, Map.of("nvidia.com/gpu", 1L, "amd.com/gpu", 2L)),
            null,
            Map.of());

    assertThat(value(config, job, "gres")).isEqualTo("gpu:3");
  }

  @Test
  void a_resource_that_slurm_has_no_name_for_is_refused() {
    JobSpec job =
        TestJobs.job("hpk-1", DIRECTORY, new Resources(0, 0, Map.of("a.b/c", 1L)), null, Map.of());

    assertThatThrownBy(() -> new JobScript(SlurmConfig.ofDefaults(), job).text())
        .isInstanceOf(PodRefusedException.class)
        .hasMessageContaining("spec.containers[*].resources")
        .hasMessageEndingWith("names nothing: a.b/c");
  }

  @Test
  void a_refused_flag_names_the_annotation_the_flag_and_the_reason() {
    assertThatThrownBy(
            () -> new JobScript(SlurmConfig.ofDefaults(), flagged("--array=1-3", Resources.NONE)))
        .isInstanceOf(PodRefusedException.class)
        .hasMessage(
            "metadata.annotations[slurm.hpk.io/flags] has --array, which is refused: a pod is one"
                + " job");
  }

  @Test
  void odd_directories_and_comments_do_no_harm() {
    JobSpec odd =
        new JobSpec(
            "hpk-1",
            "mine",
            "a\n#SBATCH --uid=0 $(id) 'é'",
            Path.of("/work/it's 50%j #1"),
            "#!/bin/bash\n",
            List.of(),
            List.of(),
            Resources.NONE,
            null,
            Duration.ZERO,
            Map.of());

    assertThat(new JobScript(SlurmConfig.ofDefaults(), odd).text().lines())
        .contains(
            "#SBATCH --comment=hpk:mine:a__SBATCH_--uid_0___id_____",
            "#SBATCH --chdir='/work/it'\\''s 50%j #1'",
            "#SBATCH --output='/work/it'\\''s 50%%j #1/job.out'",
            "#SBATCH --signal=B:TERM@10");
  }

  @Test
  void a_script_without_a_first_line_is_a_defect() {
    JobSpec job =
        new JobSpec(
            "hpk-1",
            "mine",
            "",
            DIRECTORY,
            "echo",
            List.of(),
            List.of(),
            Resources.NONE,
            null,
            Duration.ZERO,
            Map.of());

    assertThatThrownBy(() -> new JobScript(SlurmConfig.ofDefaults(), job).text())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hpk-1");
  }

  private static SlurmConfig config(Map<String, ?> values) {
    return SlurmConfig.read(new PluginConfig("schedulers.slurm", values));
  }

  private static JobSpec flagged(String flags, Resources resources) {
    return TestJobs.job("hpk-1", DIRECTORY, resources, null, Map.of(SlurmFlags.ANNOTATION, flags));
  }

  private static List<String> names(SlurmConfig config, JobSpec job) {
    return new JobScript(config, job).options().stream().map(SbatchOption::name).toList();
  }

  private static String value(SlurmConfig config, JobSpec job, String name) {
    return new JobScript(config, job)
        .options().stream()
            .filter(option -> option.name().equals(name))
            .map(SbatchOption::value)
            .findFirst()
            .orElseThrow();
  }
}
