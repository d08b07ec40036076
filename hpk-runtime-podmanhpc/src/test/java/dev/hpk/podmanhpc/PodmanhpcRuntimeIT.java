package dev.hpk.podmanhpc;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PluginConfig;
import dev.hpk.testkit.runtime.ContainerEngineContract;
import dev.hpk.testkit.runtime.EngineHost;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class PodmanhpcRuntimeIT extends ContainerEngineContract {

  @Override
  protected ContainerRuntime runtime(Path workDirectory, String registry) {
    return new PodmanhpcRuntimeFactory()
        .create(
            new PluginConfig(
                "runtimes.podman-hpc", Map.of("insecureRegistries", List.of(registry))),
            new RuntimeContext(workDirectory, EngineHost.commands(workDirectory)));
  }
}
