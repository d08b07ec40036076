package dev.hpk.kubelet;

import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.PluginFactory;
import dev.hpk.api.PodTranslatorFactory;
import dev.hpk.plugin.PluginKind;
import dev.hpk.plugin.PluginSource;
import dev.hpk.plugin.Plugins;
import dev.hpk.submit.NamedRuntime;
import dev.hpk.submit.Runtimes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All plugins there are, and the making of those that the configuration chooses. */
final class PluginChoice {

  private static final Logger LOG = LoggerFactory.getLogger(PluginChoice.class);

  private final Plugins<BatchSchedulerFactory> schedulers;
  private final Plugins<ContainerRuntimeFactory> runtimes;
  private final Plugins<PodTranslatorFactory> translators;

  PluginChoice(
      List<BatchSchedulerFactory> schedulers,
      List<ContainerRuntimeFactory> runtimes,
      List<PodTranslatorFactory> translators,
      ClassLoader loader) {
    this.schedulers = Plugins.find(PluginKind.SCHEDULER, schedulers, loader);
    this.runtimes = Plugins.find(PluginKind.RUNTIME, runtimes, loader);
    this.translators = Plugins.find(PluginKind.TRANSLATOR, translators, loader);
  }

  /** Makes the chosen plugins, in an order of no meaning. */
  ChosenPlugins make(KubeletConfig config, PluginContext context) {
    return new ChosenPlugins(
        make(
            PluginKind.SCHEDULER,
            schedulers.choose(config.scheduler()),
            config.schedulers(),
            context),
        runtimes(config, context),
        make(
            PluginKind.TRANSLATOR,
            translators.choose(config.translator()),
            config.translators(),
            context));
  }

  private Runtimes runtimes(KubeletConfig config, PluginContext context) {
    ContainerRuntime usual =
        make(PluginKind.RUNTIME, runtimes.choose(config.runtime()), config.runtimes(), context);
    Map<String, NamedRuntime> handlers = new LinkedHashMap<>();
    config
        .runtimeHandlers()
        .forEach(
            (handler, wanted) -> {
              ContainerRuntimeFactory factory = runtimes.choose(wanted.runtime());
              ContainerRuntime runtime =
                  make(
                      PluginKind.RUNTIME,
                      factory,
                      Map.of(factory.name(), wanted.settings()),
                      context);
              handlers.put(handler, new NamedRuntime(handler, factory.name(), runtime));
            });
    return new Runtimes(new NamedRuntime("", config.runtime(), usual), handlers);
  }

  private static <P> P make(
      PluginKind<?> kind,
      PluginFactory<P> factory,
      Map<String, PluginConfig> sections,
      PluginContext context) {
    PluginConfig empty = PluginConfig.empty(kind.word() + "s." + factory.name());
    PluginConfig section = sections.getOrDefault(factory.name(), empty);
    P plugin = Plugins.make(kind, factory, section, context);
    LOG.atInfo()
        .addKeyValue(kind.word(), factory.name())
        .addKeyValue("source", PluginSource.of(factory))
        .log("Plugin chosen");
    return plugin;
  }
}
