package dev.hpk.examples.tsp;

import com.google.auto.service.AutoService;
import dev.hpk.api.BatchScheduler;
import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;

/**
 * Makes the scheduler {@code tsp}. Configuration: {@code slots}, how many jobs run at once (this
 * machine's CPUs); {@code socket}, where Task Spooler listens (its own default).
 */
@AutoService(BatchSchedulerFactory.class)
public final class TspSchedulerFactory implements BatchSchedulerFactory {

  @Override
  public String name() {
    return "tsp";
  }

  @Override
  public BatchScheduler create(PluginConfig config, PluginContext context) {
    int slots = config.number("slots", Runtime.getRuntime().availableProcessors());
    if (slots < 1) {
      config.problem("slots", "is not positive", slots);
    }
    String socket = config.text("socket", "");
    config.check();
    return new TspScheduler(new Tsp(context.commands(), socket), slots, context.owner());
  }
}
