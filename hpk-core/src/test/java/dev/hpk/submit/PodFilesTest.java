package dev.hpk.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.Content;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodFilesTest {

  @TempDir Path folder;

  @Test
  void files_of_volumes_can_change_at_once_and_others_are_plain() throws Exception {
    write(new JobFile("volumes/keys/a", Content.of("secret"), 0440), file("env/main"));

    assertThat(Files.readSymbolicLink(folder.resolve("pod/volumes/keys/a")))
        .hasToString("..data/a");
    assertThat(permissions("volumes/keys/a")).isEqualTo("r--r-----");
    assertThat(Files.isSymbolicLink(folder.resolve("pod/env/main"))).isFalse();
    assertThat(permissions("env/main")).isEqualTo("rw-------");
  }

  @Test
  void volumes_are_open_below_directories_that_are_not() throws Exception {
    write(file("volumes/keys/a"));

    assertThat(permissions("volumes/empty")).isEqualTo("rwxrwxrwx");
    assertThat(permissions("volumes/keys")).isEqualTo("rwxr-xr-x");
    assertThat(permissions("volumes")).isEqualTo("rwx------");
    assertThat(permissions("")).isEqualTo("rwx------");
    assertThat(permissions("containers/main")).isEqualTo("rwx------");
  }

  @Test
  void writing_again_is_harmless() throws Exception {
    write(file("volumes/keys/a"));
    write(file("volumes/keys/a"));

    assertThat(folder.resolve("pod/volumes/keys/a")).hasContent("text");
    assertThat(folder.resolve("pod/job.sh")).hasContent("#!/bin/bash");
  }

  private static JobFile file(String path) {
    return new JobFile(path, Content.of("text"), 0600);
  }

  private void write(JobFile... files) {
    JobSpec job =
        new JobSpec(
            "hpk-1",
            "owner",
            "default/pod",
            folder.resolve("pod"),
            "",
            List.of(files),
            List.of("containers/main", "volumes/empty", "volumes/keys"),
            Resources.NONE,
            null,
            Duration.ofSeconds(1),
            Map.of());
    PodFiles.write(job, "#!/bin/bash", Clock.systemUTC());
  }

  private String permissions(String path) throws Exception {
    Path file = folder.resolve("pod").resolve(path);
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
