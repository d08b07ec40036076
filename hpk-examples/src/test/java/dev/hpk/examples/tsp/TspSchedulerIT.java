package dev.hpk.examples.tsp;

import dev.hpk.api.CommandRunner;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.job.JobId;
import dev.hpk.process.ProcessRunner;
import dev.hpk.testkit.scheduler.BatchSchedulerContract;
import dev.hpk.testkit.scheduler.SchedulerSetup;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A real Task Spooler, with a server of its own for these tests. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class TspSchedulerIT extends BatchSchedulerContract {

  private static final String OWNER = "contract-tsp";

  @TempDir static Path sockets;

  @TempDir Path directory;

  private static final ExecutorService PUMPS =
      Executors.newCachedThreadPool(TspSchedulerIT::daemon);
  private static final CommandRunner COMMANDS = new ProcessRunner(System.getenv(), PUMPS);

  private record Context(Clock clock, CommandRunner commands, Path workDirectory, String owner)
      implements PluginContext {}

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  @AfterAll
  static void stopTheServer() {
    new Tsp(COMMANDS, socket()).tryRun(List.of("tsp", "-K"));
  }

  @Override
  protected SchedulerSetup setup() {
    PluginConfig config =
        new PluginConfig("schedulers.tsp", Map.of("socket", socket(), "slots", 8));
    Context context = new Context(Clock.systemUTC(), COMMANDS, directory, OWNER);
    return new SchedulerSetup(
        () -> new TspSchedulerFactory().create(config, context),
        OWNER,
        directory,
        COMMANDS,
        new JobId("hpk-none"));
  }

  private static String socket() {
    return sockets.resolve("socket").toString();
  }
}
