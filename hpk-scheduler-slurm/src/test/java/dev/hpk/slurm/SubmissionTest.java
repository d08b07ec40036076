package dev.hpk.slurm;

import static dev.hpk.slurm.TestJobs.queueLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.CommandResult;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.SubmitAttempt;
import dev.hpk.testkit.scheduler.FakeCommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionTest {

  private static final String NAME = "hpk-1";

  @TempDir Path directory;

  private final FakeCommandRunner runner = new FakeCommandRunner();
  private SlurmScheduler scheduler;
  private JobSpec job;

  @BeforeEach
  void setUp() {
    scheduler =
        new SlurmScheduler(SlurmConfig.ofDefaults(), TestJobs.context(runner, Clock.systemUTC()));
    job = TestJobs.job(NAME, directory);
    runner.prints("squeue", "").prints("sacct", "").prints("sbatch", "42\n").prints("scancel", "");
  }

  @Test
  void a_first_attempt_is_one_command_and_asks_nobody() {
    JobId id = scheduler.submit(job, SubmitAttempt.FIRST);

    assertThat(id).isEqualTo(new JobId("42"));
    assertThat(runner.commands()).hasSize(1);
    assertThat(runner.commands().get(0).argv())
        .containsExactly("sbatch", "--parsable", directory.resolve("job.sh").toString());
  }

  @Test
  void a_missing_script_is_written_and_one_that_is_there_is_left_alone() throws Exception {
    scheduler.submit(job, SubmitAttempt.FIRST);
    assertThat(directory.resolve("job.sh")).hasContent(scheduler.script(job));

    Files.writeString(directory.resolve("job.sh"), "#!/bin/bash\n# by the kubelet\n");
    scheduler.submit(job, SubmitAttempt.FIRST);
    assertThat(directory.resolve("job.sh")).hasContent("#!/bin/bash\n# by the kubelet\n");
  }

  @Test
  void a_repeated_attempt_takes_the_job_that_the_queue_knows() {
    runner.prints(
        "squeue",
        queueLine("7", "RUNNING", "0", "c1", "None", "hpk-other", "x")
            + queueLine("41", "PENDING", "0", "", "Priority", NAME, "x"));

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(new JobId("41"));
    assertThat(runner.commands("sbatch")).isEmpty();
  }

  @Test
  void a_repeated_attempt_takes_the_ended_job_that_only_accounting_knows() {
    runner.prints("sacct", "41|COMPLETED|0:0|1|2|3|01:00:00|c1|" + NAME + "\n");

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(new JobId("41"));
    assertThat(runner.commands("sbatch")).isEmpty();
  }

  @Test
  void a_repeated_attempt_submits_when_both_know_nothing() {
    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(new JobId("42"));
    assertThat(runner.commands("squeue")).hasSize(2);
    assertThat(runner.commands("sacct")).hasSize(1);
  }

  @Test
  void without_accounting_the_queue_is_all_there_is() {
    runner.fails("sacct", 1, "Slurm accounting storage is disabled\n");

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(new JobId("42"));
  }

  @Test
  void a_repeated_attempt_submits_nothing_when_the_queue_cannot_be_asked() {
    runner.fails("squeue", 1, "slurm_load_jobs error: Unable to contact slurm controller");

    assertThatThrownBy(() -> scheduler.submit(job, SubmitAttempt.REPEATED))
        .satisfies(SubmissionTest::isExternal)
        .hasMessage("squeue: slurm_load_jobs error: Unable to contact slurm controller");
    assertThat(runner.commands("sbatch")).isEmpty();
  }

  @Test
  void a_repeated_attempt_submits_nothing_when_accounting_cannot_be_asked() {
    runner.fails("sacct", 1, "sacct: error: Problem talking to the database: Connection refused");

    assertThatThrownBy(() -> scheduler.submit(job, SubmitAttempt.REPEATED))
        .satisfies(SubmissionTest::isExternal);
    assertThat(runner.commands("sbatch")).isEmpty();
  }

  @Test
  void a_first_request_that_arrives_late_wins_over_the_second_and_only_one_job_is_left() {
    Deque<String> queue =
        new ArrayDeque<>(
            List.of(
                "",
                queueLine("42", "PENDING", "0", "", "Priority", NAME, "x")
                    + queueLine("41", "PENDING", "0", "", "Priority", NAME, "x")));
    runner.answers("squeue", command -> new CommandResult(0, queue.remove(), ""));

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(new JobId("41"));
    assertThat(runner.commands("scancel"))
        .extracting(command -> command.argv().get(command.argv().size() - 1))
        .containsOnly("42")
        .isNotEmpty();
  }

  @Test
  void of_two_jobs_the_one_that_runs_is_kept() {
    runner.prints(
        "squeue",
        queueLine("41", "PENDING", "0", "", "Priority", NAME, "x")
            + queueLine("42", "RUNNING", "0", "c1", "None", NAME, "x"));

    assertThat(scheduler.submit(job, SubmitAttempt.REPEATED)).isEqualTo(new JobId("42"));
    assertThat(runner.commands("scancel"))
        .extracting(command -> command.argv().get(command.argv().size() - 1))
        .containsOnly("41")
        .isNotEmpty();
  }

  @Test
  void a_killed_sbatch_is_no_refusal() {
    runner.answers(
        "sbatch",
        command -> {
          throw new HpkException(HpkException.Kind.EXTERNAL, "sbatch was killed after 150 s");
        });

    assertThatThrownBy(() -> scheduler.submit(job, SubmitAttempt.FIRST))
        .satisfies(SubmissionTest::isExternal);
  }

  @Test
  void an_answer_without_a_job_id_is_no_refusal() {
    runner.prints("sbatch", "welcome to the cluster\n");

    assertThatThrownBy(() -> scheduler.submit(job, SubmitAttempt.FIRST))
        .satisfies(SubmissionTest::isExternal)
        .hasMessageContaining("welcome to the cluster");
  }

  @Test
  void the_cluster_name_and_greetings_around_the_id_do_not_matter() {
    runner.answers(
        "sbatch",
        command -> new CommandResult(0, "welcome\n43;alpha\n", "sbatch: lua: mind the quota\n"));

    assertThat(scheduler.submit(job, SubmitAttempt.FIRST)).isEqualTo(new JobId("43"));
  }

  @Test
  void nothing_of_the_kubelets_environment_is_added_to_that_of_sbatch() {
    scheduler.submit(job, SubmitAttempt.FIRST);

    HostCommand command = runner.commands("sbatch").get(0);
    assertThat(command.environment()).containsOnlyKeys("SLURM_TIME_FORMAT", "TMPDIR");
  }

  private static void isExternal(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL));
  }
}
