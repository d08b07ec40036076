package dev.hpk.slurm;

import com.google.auto.service.AutoService;
import dev.hpk.api.BatchScheduler;
import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;

/** Makes the scheduler {@code slurm}. Its configuration is that of {@link SlurmConfig}. */
@AutoService(BatchSchedulerFactory.class)
public final class SlurmFactory implements BatchSchedulerFactory {

  @Override
  public String name() {
    return "slurm";
  }

  @Override
  public BatchScheduler create(PluginConfig config, PluginContext context) {
    return new SlurmScheduler(SlurmConfig.read(config), context);
  }
}
