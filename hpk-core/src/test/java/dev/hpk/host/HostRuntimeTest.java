package dev.hpk.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.Word;
import dev.hpk.testkit.runtime.ContainerRuntimeContract;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  @Test
  void what_is_entered_has_the_variables_and_the_directory_of_the_container() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sleep", "600").directory(new File("/"));
    builder.environment().put("HPK_TEST", "of the container");
    Process container = builder.start();
    try {
      Process entered = enter(container, "/usr", "sh", "-c", "echo $HPK_TEST-$ODD; pwd; exit 7");
      assertThat(entered.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(new String(entered.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("of the container-\n/usr\n");
      assertThat(entered.exitValue()).isEqualTo(7);
    } finally {
      container.destroyForcibly();
    }
  }

  private Process enter(Process container, String directory, String... words) throws Exception {
    Command enter =
        runtime()
            .enter(container().command("x").directory(directory).build(), List.of(words))
            .orElseThrow();
    List<String> argv = new ArrayList<>();
    for (Word word : enter.words()) {
      argv.add(word.text().orElse(String.valueOf(container.pid())));
    }
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.environment().put("HPK_TEST", "of the supervisor");
    builder.environment().put("ODD", "of the supervisor");
    return builder.start();
  }
}
