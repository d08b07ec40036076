package dev.hpk.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.Command;
import dev.hpk.testkit.runtime.ContainerRuntimeContract;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class HostRuntimeTest extends ContainerRuntimeContract {

  @Override
  protected ContainerRuntime runtime() {
    return new HostRuntimeFactory()
        .create(
            PluginConfig.empty("runtimes.host"),
            new RuntimeContext(
                Path.of("/shared"),
                command -> {
                  throw new AssertionError("the runtime 'host' starts nothing");
                }));
  }

  /** Deviation: nothing is stored, so there is nothing that could collide. */
  @Test
  @Override
  protected void different_images_never_share_a_key() {
    assertThat(image("a/b:1").file()).isNull();
    assertThat(image("a/b:1").fetch()).isNull();
  }

  /** Deviation: arguments alone would follow an image's entrypoint, and there is no image. */
  @Test
  @Override
  protected void arguments_alone_leave_the_image_s_command_out() {
    assertThatThrownBy(() -> runtime().run(container().name("app").args("x").build()))
        .isInstanceOf(PodRefusedException.class)
        .hasMessageContaining("app")
        .hasMessageContaining("command");
  }

  @Test
  void the_working_directory_is_set_by_env() {
    assertThat(runtime().run(container().command("pwd").directory("/srv/a b").build()))
        .isEqualTo(Command.of("env", "-C", "/srv/a b", "pwd"));
  }
}
