package dev.hpk.local;

import com.google.auto.service.AutoService;
import dev.hpk.api.BatchScheduler;
import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;

/**
 * Makes the scheduler {@code local}. Configuration: {@code maxJobs}, how many jobs a node shows.
 */
@AutoService(BatchSchedulerFactory.class)
public final class LocalSchedulerFactory implements BatchSchedulerFactory {

  private static final int MAX_JOBS = 110;

  @Override
  public String name() {
    return "local";
  }

  @Override
  public BatchScheduler create(PluginConfig config, PluginContext context) {
    int maxJobs = config.number("maxJobs", MAX_JOBS);
    if (maxJobs < 1) {
      config.problem("maxJobs", "is not positive", maxJobs);
    }
    config.check();
    return new LocalScheduler(context, maxJobs);
  }
}
