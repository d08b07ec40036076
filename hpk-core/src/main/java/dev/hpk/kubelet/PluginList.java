package dev.hpk.kubelet;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginFactory;
import dev.hpk.plugin.PluginKind;
import dev.hpk.plugin.PluginSource;
import dev.hpk.plugin.Plugins;
import dev.hpk.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What plugins there are, for people. */
public final class PluginList {

  private PluginList() {}

  /**
   * A plugin.
   *
   * @param kind scheduler, runtime or translator
   * @param name as in the configuration
   * @param source where it was found
   * @param abilities what it can do, or why it cannot be made without configuration
   */
  public record Plugin(String kind, String name, PluginSource source, List<String> abilities) {}

  /** Every plugin on the class path. */
  public static List<Plugin> find() {
    try (Threads threads = new Threads()) {
      HostContext context =
          new HostContext(
              Clock.systemUTC(),
              new ProcessRunner(System.getenv(), threads.pumps()),
              Path.of(System.getProperty("java.io.tmpdir")),
              "hpk");
      List<Plugin> plugins = new ArrayList<>();
      for (BatchSchedulerFactory factory : all(PluginKind.SCHEDULER)) {
        plugins.add(plugin(PluginKind.SCHEDULER, factory, context, BatchScheduler::abilities));
      }
      for (ContainerRuntimeFactory factory : all(PluginKind.RUNTIME)) {
        plugins.add(plugin(PluginKind.RUNTIME, factory, context, ContainerRuntime::abilities));
      }
      all(PluginKind.TRANSLATOR)
          .forEach(
              factory ->
                  plugins.add(plugin(PluginKind.TRANSLATOR, factory, context, any -> List.of())));
      return plugins;
    }
  }

  private static <F extends PluginFactory<?>> Collection<F> all(PluginKind<F> kind) {
    return Plugins.find(kind, List.of(), PluginList.class.getClassLoader()).all().values();
  }

  private static <P> Plugin plugin(
      PluginKind<?> kind,
      PluginFactory<P> factory,
      HostContext context,
      Function<P, Collection<?>> abilities) {
    PluginConfig config = PluginConfig.empty(kind.word() + "s." + factory.name());
    List<String> words;
    try {
      words =
          abilities.apply(Plugins.make(kind, factory, config, context)).stream()
              .map(ability -> ability.toString().toLowerCase(Locale.ROOT).replace('_', ' '))
              .sorted()
              .toList();
    } catch (HpkException e) {
      words = List.of("needs configuration: " + e.getMessage());
    }
    return new Plugin(kind.word(), factory.name(), PluginSource.of(factory), words);
  }
}
