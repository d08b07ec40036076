package dev.hpk.local;

import dev.hpk.api.CommandRunner;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.job.JobId;
import dev.hpk.process.ProcessRunner;
import dev.hpk.testkit.scheduler.BatchSchedulerContract;
import dev.hpk.testkit.scheduler.SchedulerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LocalSchedulerContractTest extends BatchSchedulerContract {

  @TempDir Path directory;

  private final ExecutorService pumps = Executors.newCachedThreadPool();
  private final CommandRunner commands = new ProcessRunner(System.getenv(), pumps);

  @AfterEach
  void stopPumps() {
    pumps.shutdown();
  }

  @Override
  protected SchedulerSetup setup() throws IOException {
    Path work = Files.createDirectories(directory.resolve("work"));
    PluginContext context =
        new PluginContext() {
          @Override
          public Clock clock() {
            return Clock.systemUTC();
          }

          @Override
          public CommandRunner commands() {
            return commands;
          }

          @Override
          public Path workDirectory() {
            return work;
          }

          @Override
          public String owner() {
            return "mine";
          }
        };
    return new SchedulerSetup(
        () -> new LocalSchedulerFactory().create(PluginConfig.empty("schedulers.local"), context),
        "mine",
        Files.createDirectories(directory.resolve("jobs")),
        commands,
        new JobId("99999999"));
  }
}
