package dev.hpk.podmanhpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether an image is in the store is read from the store's list; podman is asked where that fails.
 */
class PresentScriptTest {

  private static final String IMAGE = "registry.example.org/busybox:1";

  @TempDir Path folder;
  private Path program;

  @BeforeEach
  void makeProgram() throws IOException {
    program = folder.resolve("podman-hpc");
    answer("false");
  }

  @Test
  void an_image_of_the_list_is_there_and_podman_is_not_asked() throws Exception {
    list("[{\"id\": \"1\", \"names\": [\"a:1\", \"" + IMAGE + "\"]}]");

    assertThat(present(IMAGE)).isZero();
    assertThat(folder.resolve("asked")).doesNotExist();
  }

  @Test
  void a_name_that_an_image_had_once_says_nothing() throws Exception {
    list(
        "[{\"names\": [], \"names-history\": [\"%1$s\"]},{\"names\":null,\"names-history\":[\"%1$s\"]}]"
            .formatted(IMAGE));

    assertThat(present(IMAGE)).isNotZero();
    assertThat(folder.resolve("asked")).exists();
  }

  @Test
  void a_name_that_only_begins_so_is_another_one() throws Exception {
    list("[{\"names\": [\"" + IMAGE + ".2\"]}]");

    assertThat(present(IMAGE)).isNotZero();
  }

  @Test
  void podman_decides_where_there_is_no_list() throws Exception {
    answer("true");

    assertThat(present(IMAGE)).isZero();
  }

  private void list(String json) throws IOException {
    Path images = Files.createDirectories(folder.resolve("store").resolve("overlay-images"));
    Files.writeString(images.resolve("images.json"), json);
  }

  private void answer(String readOnly) throws IOException {
    Files.writeString(program, "#!/bin/bash\n: >" + folder.resolve("asked") + "\necho " + readOnly);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private int present(String image) throws Exception {
    List<String> words = new ArrayList<>(PodmanhpcScript.PRESENT.words());
    words.addAll(List.of(program.toString(), folder.resolve("store").toString(), image));
    Process process = new ProcessBuilder(words).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
