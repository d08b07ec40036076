package dev.hpk.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import dev.hpk.api.PluginContext;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SubmitAttempt;
import dev.hpk.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCancelTest {
  private static final JobId FIRST = new JobId("1");

  @TempDir Path directory;

  private final ExecutorService pumps = Executors.newCachedThreadPool();

  @AfterEach
  void stopPumps() {
    pumps.shutdown();
  }

  @ParameterizedTest(name = "{0} s of grace")
  @ValueSource(ints = {0, 30})
  void a_job_cancelled_before_its_holder_is_up_never_runs(int grace) throws IOException {
    CommandRunner real = new ProcessRunner(System.getenv(), pumps);
    Cancelling context = new Cancelling(directory.resolve("work"), real, Duration.ofSeconds(grace));
    LocalScheduler scheduler = new LocalScheduler(context, 10);
    context.scheduler = scheduler;
    JobSpec job = job("touch ran; sleep 120");

    assertThat(scheduler.submit(job, SubmitAttempt.FIRST)).isEqualTo(FIRST);

    JobReport report =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> scheduler.query(List.of(FIRST)).get(FIRST), last -> last.state().isEnded());
    assertThat(report.state()).isEqualTo(JobState.CANCELLED);
    assertThat(job.directory().resolve("ran")).doesNotExist();
  }

  private JobSpec job(String script) throws IOException {
    return new JobSpec(
        JobSpec.NAME_PREFIX + "0b8f5c5e-7d7c-4f3e-9a53-0d4c4e1f2a11",
        "mine",
        "default/test",
        Files.createDirectories(directory.resolve("job")),
        script,
        List.of(),
        List.of(),
        new Resources(1000, 64L << 20, Map.of()),
        null,
        Duration.ofSeconds(10),
        Map.of());
  }

  /** Cancels the job when its files are there and its process is not. */
  private static final class Cancelling implements PluginContext {
    private final Path work;
    private final CommandRunner real;
    private final Duration grace;
    private LocalScheduler scheduler;

    Cancelling(Path work, CommandRunner real, Duration grace) throws IOException {
      this.work = Files.createDirectories(work);
      this.real = real;
      this.grace = grace;
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public CommandRunner commands() {
      return this::cancelThenRun;
    }

    private CommandResult cancelThenRun(HostCommand command) {
      scheduler.cancel(FIRST, grace);
      return real.run(command);
    }

    @Override
    public Path workDirectory() {
      return work;
    }

    @Override
    public String owner() {
      return "mine";
    }
  }
}
