package dev.hpk.plugin;

import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginFactory;
import dev.hpk.api.PodTranslatorFactory;
import java.util.Map;

/**
 * A kind of plugin.
 *
 * @param word how messages call it
 * @param type the factory that {@link java.util.ServiceLoader} looks for
 * @param artifacts Maven artifacts that provide the plugins of HPK, by plugin name
 */
public record PluginKind<F extends PluginFactory<?>>(
    String word, Class<F> type, Map<String, String> artifacts) {

  public static final PluginKind<BatchSchedulerFactory> SCHEDULER =
      new PluginKind<>(
          "scheduler",
          BatchSchedulerFactory.class,
          Map.of("slurm", "dev.hpk:hpk-scheduler-slurm", "local", "dev.hpk:hpk-core"));

  public static final PluginKind<ContainerRuntimeFactory> RUNTIME =
      new PluginKind<>(
          "runtime",
          ContainerRuntimeFactory.class,
          Map.of(
              "apptainer", "dev.hpk:hpk-runtime-apptainer",
              "podman-hpc", "dev.hpk:hpk-runtime-podmanhpc",
              "host", "dev.hpk:hpk-core"));

  public static final PluginKind<PodTranslatorFactory> TRANSLATOR =
      new PluginKind<>(
          "translator", PodTranslatorFactory.class, Map.of("default", "dev.hpk:hpk-core"));

  public PluginKind {
    artifacts = Map.copyOf(artifacts);
  }
}
