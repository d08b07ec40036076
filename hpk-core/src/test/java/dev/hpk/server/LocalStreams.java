package dev.hpk.server;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PluginConfig;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.host.HostRuntimeFactory;
import dev.hpk.local.LocalSchedulerFactory;
import dev.hpk.process.ProcessRunner;
import dev.hpk.process.ProcessStarter;
import dev.hpk.resolve.ImageMirrors;
import dev.hpk.stream.Entrance;
import dev.hpk.stream.Streams;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;

/** Streams whose jobs are on this host, and whose containers are its processes. */
final class LocalStreams {

  private LocalStreams() {}

  static Streams make(Path directory) {
    Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
    ProcessRunner commands = new ProcessRunner(environment, Executors.newCachedThreadPool());
    RuntimeContext context = new RuntimeContext(directory, commands);
    return new Streams(
        new Entrance(
            new LocalSchedulerFactory().create(PluginConfig.empty("schedulers.local"), context),
            new WorkDirectory(directory),
            ImageMirrors.NONE),
        new ProcessStarter(environment),
        commands);
  }

  static ContainerRuntime runtime() {
    return new HostRuntimeFactory()
        .create(
            PluginConfig.empty("runtimes.host"),
            new RuntimeContext(
                Path.of("/"),
                command -> {
                  throw new AssertionError("it asks nothing");
                }));
  }
}
