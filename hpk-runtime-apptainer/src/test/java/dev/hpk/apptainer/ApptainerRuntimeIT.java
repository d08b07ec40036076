package dev.hpk.apptainer;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PluginConfig;
import dev.hpk.testkit.runtime.EngineFilesContract;
import dev.hpk.testkit.runtime.EngineHost;
import dev.hpk.testkit.runtime.EngineImagesContract;
import dev.hpk.testkit.runtime.EngineLifeContract;
import dev.hpk.testkit.runtime.EngineNetworkContract;
import dev.hpk.testkit.runtime.EngineSecurityContract;
import dev.hpk.testkit.runtime.EngineWordsContract;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class ApptainerRuntimeIT {

  @Nested
  class Words extends EngineWordsContract {

    @Override
    protected ContainerRuntime runtime(Path workDirectory, String registry) {
      return create(workDirectory, registry);
    }

    /** Apptainer sets the environment by a shell of its own, for which they are read-only. */
    @Override
    protected Set<String> reservedVariables() {
      return Set.of("UID", "GID");
    }
  }

  @Nested
  class Files extends EngineFilesContract {

    @Override
    protected ContainerRuntime runtime(Path workDirectory, String registry) {
      return create(workDirectory, registry);
    }
  }

  @Nested
  class Life extends EngineLifeContract {

    @Override
    protected ContainerRuntime runtime(Path workDirectory, String registry) {
      return create(workDirectory, registry);
    }
  }

  @Nested
  class Images extends EngineImagesContract {

    @Override
    protected ContainerRuntime runtime(Path workDirectory, String registry) {
      return create(workDirectory, registry);
    }
  }

  @Nested
  class Network extends EngineNetworkContract {

    @Override
    protected ContainerRuntime runtime(Path workDirectory, String registry) {
      return create(workDirectory, registry);
    }
  }

  @Nested
  class Security extends EngineSecurityContract {

    @Override
    protected ContainerRuntime runtime(Path workDirectory, String registry) {
      return create(workDirectory, registry);
    }
  }

  private static ContainerRuntime create(Path workDirectory, String registry) {
    return new ApptainerRuntimeFactory()
        .create(
            new PluginConfig("runtimes.apptainer", Map.of("insecureRegistries", List.of(registry))),
            new RuntimeContext(workDirectory, EngineHost.commands(workDirectory)));
  }
}
