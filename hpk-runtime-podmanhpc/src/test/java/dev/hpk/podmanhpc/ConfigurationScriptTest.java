package dev.hpk.podmanhpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image's configuration is read from the shared store; podman is asked where it is not there.
 */
class ConfigurationScriptTest {

  private static final String IMAGE = "registry.example.org/busybox:1";
  private static final String LIST =
      """
      [{"id": "aaa", "digest": "sha256:1", "names": ["other:1"], "names-history": ["%1$s"]},
       {"id": "bbb", "digest": "sha256:2", "names": ["b:1", "%1$s"], "layer": "x"},
       {"id": "ccc", "digest": "sha256:3", "names": ["%1$s.2"], "layer": "y"}]
      """
          .formatted(IMAGE);

  @TempDir Path folder;
  private Path program;

  @BeforeEach
  void makeProgram() throws IOException {
    program = folder.resolve("podman-hpc");
    Files.writeString(program, "#!/bin/bash\necho podman: \"$@\"");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void that_of_the_image_with_this_name_now_is_printed() throws Exception {
    Files.writeString(images().resolve("images.json"), LIST);
    keep("aaa", "of another");
    keep("bbb", "{\"config\":{\"StopSignal\":\"SIGUSR1\"}}");
    keep("ccc", "of a third");

    assertThat(configuration()).isEqualTo("{\"config\":{\"StopSignal\":\"SIGUSR1\"}}");
  }

  @Test
  void podman_is_asked_where_the_store_lacks_it() throws Exception {
    Files.writeString(images().resolve("images.json"), LIST);

    assertThat(configuration()).startsWith("podman: image inspect --format").contains(IMAGE);
  }

  @Test
  void podman_is_asked_where_there_is_no_list() throws Exception {
    assertThat(configuration()).startsWith("podman: image inspect --format").contains(IMAGE);
  }

  private Path images() throws IOException {
    return Files.createDirectories(folder.resolve("store").resolve("overlay-images"));
  }

  /** As containers/storage names its files. */
  private void keep(String id, String text) throws IOException {
    String name =
        "="
            + Base64.getEncoder()
                .encodeToString(("sha256:" + id).getBytes(StandardCharsets.US_ASCII));
    Files.writeString(Files.createDirectories(images().resolve(id)).resolve(name), text);
  }

  private String configuration() throws Exception {
    List<String> words = new ArrayList<>(PodmanhpcScript.CONFIGURATION.words());
    words.addAll(List.of(program.toString(), folder.resolve("store").toString(), IMAGE));
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed.strip();
  }
}
