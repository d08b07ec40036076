package dev.hpk.testkit.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.CommandResult;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.api.job.SchedulerAbility;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a job sees, where it runs and how it may be entered. */
abstract class RunningJobsContract {

  /** Variables that a job may have in common with the process that submits it. */
  private static final Set<String> SHARED =
      Set.of(
          "PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "SHELL", "SHLVL", "PWD", "OLDPWD",
          "_");

  ContractJobs jobs;
  BatchScheduler scheduler;

  /** Makes the tests' surroundings; called before each test. */
  protected abstract SchedulerSetup setup() throws Exception;

  @BeforeEach
  final void prepare() throws Exception {
    SchedulerSetup setup = setup();
    scheduler = setup.factory().get();
    jobs = new ContractJobs(setup, scheduler);
  }

  @AfterEach
  final void leaveNothingBehind() {
    jobs.killAll();
    scheduler.close();
  }

  @Test
  void a_job_runs_in_its_directory_and_its_output_lands_there() throws Exception {
    JobSpec job = jobs.job("pwd; echo oops >&2");

    JobReport report = jobs.awaitEnd(jobs.submit(job));

    assertThat(report.state()).isEqualTo(JobState.COMPLETED);
    assertThat(report.exit()).hasValue(0);
    assertThat(report.signal()).isNull();
    assertThat(report.name()).isEqualTo(job.name());
    assertThat(Files.readAllLines(job.outputFile()))
        .contains(job.directory().toRealPath().toString(), "oops");
  }

  @Test
  void a_report_of_an_ended_job_has_host_and_times_in_order() throws Exception {
    JobReport report = jobs.awaitEnd(jobs.submit(jobs.job("true")));

    assertThat(report.hosts()).hasSize(1);
    assertThat(report.submitted()).isNotNull();
    assertThat(report.started()).isNotNull().isAfterOrEqualTo(report.submitted());
    assertThat(report.ended()).isNotNull().isAfterOrEqualTo(report.started());
  }

  @Test
  void an_exit_code_is_told() throws Exception {
    JobReport report = jobs.awaitEnd(jobs.submit(jobs.job("exit 3")));

    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.exit()).hasValue(3);
  }

  @Test
  void a_signal_that_ended_the_script_is_told() throws Exception {
    JobReport report = jobs.awaitEnd(jobs.submit(jobs.job("kill -9 $$")));

    assertThat(report.state()).isEqualTo(JobState.FAILED);
    assertThat(report.signal()).isEqualTo(9);
  }

  @Test
  void the_job_knows_its_id_and_its_host() throws Exception {
    JobSpec job = jobs.job("printf '%s %s\\n' \"$HPK_JOB\" \"$HPK_HOST\" >known");

    JobId id = jobs.submit(job);
    JobReport report = jobs.awaitEnd(id);

    assertThat(job.directory().resolve("known"))
        .hasContent(id + " " + report.firstHost().orElse("?") + "\n");
  }

  @Test
  void nothing_of_the_submitters_environment_enters_the_job() throws Exception {
    JobSpec job = jobs.job("env -0 >environment");

    jobs.awaitEnd(jobs.submit(job));

    Set<String> leaked = new TreeSet<>();
    for (String variable : Files.readString(job.directory().resolve("environment")).split("\0")) {
      String name = variable.replaceFirst("(?s)=.*", "");
      if (!SHARED.contains(name) && variable.equals(name + "=" + System.getenv(name))) {
        leaked.add(name);
      }
    }
    assertThat(leaked).isEmpty();
  }

  @Test
  void a_running_job_is_told_as_running_with_its_host() throws Exception {
    JobSpec job = jobs.job("touch started; sleep 120");
    JobId id = jobs.submit(job);

    jobs.awaitFile(job, "started");
    JobReport report = jobs.await(id, JobState.RUNNING);

    assertThat(report.hosts()).hasSize(1);
    assertThat(report.exit()).isEmpty();
    assertThat(report.ended()).isNull();
  }

  @Test
  void the_script_keeps_its_first_line_and_its_body_and_is_always_the_same() throws Exception {
    JobSpec job = jobs.job("echo body");

    assertThat(scheduler.script(job))
        .startsWith("#!/bin/bash\n")
        .endsWith("echo body\n")
        .isEqualTo(scheduler.script(job));
  }

  @Test
  void hostile_text_in_comment_and_annotations_does_no_harm() throws Exception {
    JobSpec plain = jobs.job("exit 6");
    JobSpec job =
        jobs.withComment(
            "a\nb #SBATCH --array=1-3 $(touch harm) `touch harm` '\" \\ é;touch harm", plain);

    assertThat(jobs.awaitEnd(jobs.submit(job)).exit()).hasValue(6);
    assertThat(job.directory().resolve("harm")).doesNotExist();
  }

  @Test
  void a_directory_with_spaces_and_quotes_does_no_harm() throws Exception {
    JobSpec job = jobs.job("it's a \"#1\" 100%j $(id)", "echo there; exit 6");

    assertThat(jobs.awaitEnd(jobs.submit(job)).exit()).hasValue(6);
    assertThat(job.outputFile()).content().contains("there");
  }

  @Test
  void a_command_beside_a_running_job_has_its_streams_and_its_exit_code() throws Exception {
    JobSpec job = jobs.job("touch started; sleep 120");
    JobId id = jobs.submit(job);
    jobs.awaitFile(job, "started");
    String host = jobs.await(id, JobState.RUNNING).firstHost().orElseThrow();
    List<String> command = List.of("bash", "-c", "cat; echo \"$1\" >&2; exit 9", "x", "a  b'");

    if (!scheduler.abilities().contains(SchedulerAbility.ENTER)) {
      assertThatThrownBy(() -> scheduler.enter(id, host, command))
          .isInstanceOfSatisfying(
              HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.USER));
      return;
    }
    CommandResult result = jobs.run(scheduler.enter(id, host, command).withStdin("given"));

    assertThat(result.stdout()).isEqualTo("given");
    assertThat(result.stderr()).contains("a  b'");
    assertThat(result.exitCode()).isEqualTo(9);
  }
}
