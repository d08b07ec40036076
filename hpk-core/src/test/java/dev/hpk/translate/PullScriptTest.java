package dev.hpk.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.testkit.translator.FakeRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullScriptTest {

  private static final String ENGINE =
      """
      #!/bin/bash
      case $1 in
        fetch)
          echo "$4" >>"$CALLS"
          [[ $4 != *missing* ]] || { echo "no such image: $4" >&2; exit 1; }
          echo image >"$3"
          ;;
        inspect) echo '{"config": {"Entrypoint": ["serve"], "Cmd": null, "WorkingDir": "/srv"}}' ;;
      esac
      """;

  @TempDir Path folder;
  Path store;
  Path calls;

  @BeforeEach
  void makeEngine() throws Exception {
    store = folder.resolve("images");
    calls = Files.createFile(folder.resolve("calls"));
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Path engine = Files.writeString(programs.resolve("engine"), ENGINE);
    Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void an_image_that_is_missing_is_fetched_once() throws Exception {
    assertThat(pull("busybox:1", PullPolicy.IF_NOT_PRESENT)).isEqualTo(new Bash.Answer(0, ""));
    assertThat(pull("busybox:1", PullPolicy.IF_NOT_PRESENT)).isEqualTo(new Bash.Answer(0, ""));

    assertThat(Files.readAllLines(calls)).isEqualTo(List.of("docker.io/library/busybox:1"));
    assertThat(store.resolve("docker.io_library_busybox_1.img")).hasContent("image");
  }

  @Test
  void an_image_that_is_to_be_fetched_always_is() throws Exception {
    assertThat(pull("busybox:latest", PullPolicy.ALWAYS)).isEqualTo(new Bash.Answer(0, ""));
    assertThat(pull("busybox:latest", PullPolicy.ALWAYS)).isEqualTo(new Bash.Answer(0, ""));

    assertThat(Files.readAllLines(calls)).hasSize(2);
  }

  @Test
  void an_image_that_cannot_be_fetched_fails_with_the_engines_words() throws Exception {
    Bash.Answer answer = pull("missing:1", PullPolicy.IF_NOT_PRESENT);

    assertThat(answer.exit()).isNotZero();
    assertThat(answer.text()).contains("no such image: docker.io/library/missing:1");
    assertThat(store.resolve("docker.io_library_missing_1.img")).doesNotExist();
  }

  private Bash.Answer pull(String image, PullPolicy policy) throws Exception {
    FakeRuntime runtime = FakeRuntime.able().withImages(store);
    String script = PullScript.of(runtime.image(ImageReference.parse(image)), policy, store);
    String path = folder.resolve("bin") + ":" + System.getenv("PATH");
    return Bash.run(folder, script, Map.of("PATH", path, "CALLS", calls.toString()));
  }
}
