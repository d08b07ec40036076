package dev.hpk.api;

/** Makes a {@link BatchScheduler}. See {@link PluginFactory} for who calls it and when. */
public interface BatchSchedulerFactory extends PluginFactory<BatchScheduler> {}
