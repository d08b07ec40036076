package dev.hpk.slurm;

import dev.hpk.testkit.scheduler.BatchSchedulerContract;
import dev.hpk.testkit.scheduler.SchedulerSetup;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class SlurmSchedulerContractIT extends BatchSchedulerContract {

  @TempDir Path directory;

  @Override
  protected SchedulerSetup setup() {
    return SlurmTestbed.setup(directory);
  }
}
