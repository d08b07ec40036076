package dev.hpk.apptainer;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PluginConfig;
import dev.hpk.testkit.runtime.ContainerEngineContract;
import dev.hpk.testkit.runtime.EngineHost;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class ApptainerRuntimeIT extends ContainerEngineContract {

  @Override
  protected ContainerRuntime runtime(Path workDirectory, String registry) {
    return new ApptainerRuntimeFactory()
        .create(
            new PluginConfig("runtimes.apptainer", Map.of("insecureRegistries", List.of(registry))),
            new RuntimeContext(workDirectory, EngineHost.commands(workDirectory)));
  }

  /** Apptainer sets the environment by a shell of its own, for which they are read-only. */
  @Override
  protected Set<String> reservedVariables() {
    return Set.of("UID", "GID");
  }
}
