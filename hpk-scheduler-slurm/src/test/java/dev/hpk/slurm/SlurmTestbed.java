package dev.hpk.slurm;

import dev.hpk.api.CommandRunner;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.job.JobId;
import dev.hpk.process.ProcessRunner;
import dev.hpk.testkit.scheduler.SchedulerSetup;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;

/** A scheduler on the real Slurm. */
final class SlurmTestbed {

  static final String OWNER = "mine";

  private static final CommandRunner COMMANDS =
      new ProcessRunner(
          System.getenv(),
          Executors.newCachedThreadPool(
              task -> {
                Thread thread = new Thread(task, "test-output");
                thread.setDaemon(true);
                return thread;
              }));

  private SlurmTestbed() {}

  static CommandRunner commands() {
    return COMMANDS;
  }

  static SlurmScheduler scheduler(Map<String, ?> config) {
    return new SlurmScheduler(
        SlurmConfig.read(new PluginConfig("schedulers.slurm", config)),
        TestJobs.context(COMMANDS, Clock.systemUTC()));
  }

  static SchedulerSetup setup(Path directory) {
    return new SchedulerSetup(
        () -> scheduler(Map.of()), OWNER, directory, COMMANDS, new JobId("99999999"));
  }
}
