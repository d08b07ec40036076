package dev.hpk.examples;

import dev.hpk.kubelet.PluginList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hpk plugins}: what was found on the class path. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    description = "Lists the plugins found, with version, jar and abilities.")
final class PluginsCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    LogFormat.quiet();
    PluginList.find()
        .forEach(
            plugin -> {
              spec.commandLine()
                  .getOut()
                  .printf(
                      "%-10s %-10s %s%n           version %s, in %s%n",
                      plugin.kind(),
                      plugin.name(),
                      plugin.abilities().isEmpty() ? "-" : String.join(", ", plugin.abilities()),
                      plugin.source().version(),
                      plugin.source().location());
            });
    spec.commandLine().getOut().flush();
    return 0;
  }
}
