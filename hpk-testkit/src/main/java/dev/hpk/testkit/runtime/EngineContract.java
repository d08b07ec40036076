package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.CommandResult;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the contracts that run on a real container engine have in common. They run as the user who
 * runs the tests, and need a registry, plain http, with the images of HPK's testbed: {@code
 * library/busybox:1}, and {@code hpk/entrypoint:1} (entrypoint {@code /bin/entry --fixed}, which
 * prints each of its arguments on a line; command {@code one two}; variable {@code
 * IMAGE_VAR=from-image}; working directory {@code /srv/app}).
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class EngineContract {

  static final Duration LONGEST = Duration.ofSeconds(60);

  Path directory;
  ContainerRuntime runtime;
  EngineHost host;
  ImagePlan busybox;
  ImagePlan entrypoint;

  EngineContract() {}

  /**
   * A new runtime on the real engine.
   *
   * @param workDirectory shared by all hosts
   * @param registry the registry, host and port; it speaks plain http
   */
  protected abstract ContainerRuntime runtime(Path workDirectory, String registry);

  @BeforeAll
  void fetch_the_images(@TempDir Path temporary) throws IOException {
    directory = temporary;
    Files.createDirectories(directory.resolve("images"));
    runtime = runtime(directory, registry());
    host = new EngineHost(runtime, directory);
    busybox = image("library/busybox:1");
    entrypoint = image("hpk/entrypoint:1");
    for (ImagePlan image : List.of(busybox, entrypoint)) {
      CommandResult fetched = host.fetch(image);
      assertThat(fetched.exitCode()).as(fetched.stderr()).isZero();
    }
  }

  ImagePlan image(String name) {
    return runtime.image(ImageReference.parse(registry() + "/" + name));
  }

  static ContainerSpecs container(ImagePlan image) {
    return ContainerSpecs.of(image).uid(UUID.randomUUID().toString());
  }

  RunningContainer start(ContainerSpecs container) {
    return host.start(container.build(), Map.of());
  }

  CommandResult run(ContainerSpecs container) {
    return host.run(container.build(), Map.of());
  }

  CommandResult shell(String script) {
    return run(container(busybox).command("/bin/sh", "-c", script));
  }

  static boolean isGone(long process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process + "/status"));
      return status.contains("State:\tZ") || status.contains("State:\tX");
    } catch (IOException e) {
      return true;
    }
  }

  private static String registry() {
    String registry = System.getenv("HPK_TESTBED_REGISTRY");
    return registry == null ? "127.0.0.1:5000" : registry;
  }
}
