package dev.hpk.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorLibraryTest {

  private static final Path FOLDER = Path.of("src/main/bash");

  @TempDir Path folder;

  @Test
  void every_file_of_the_supervisor_is_joined_in_the_order_of_names() throws Exception {
    List<String> names;
    try (Stream<Path> files = Files.list(FOLDER)) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sh"))
              .sorted()
              .toList();
    }

    assertThat(SupervisorLibrary.NAMES).isEqualTo(names);
    int position = 0;
    for (String name : names) {
      position = SupervisorLibrary.text().indexOf(Files.readString(FOLDER.resolve(name)), position);
      assertThat(position).describedAs(name).isNotNegative();
    }
  }

  @Test
  void bash_can_read_the_whole() throws Exception {
    assertThat(Bash.complaint(folder, SupervisorLibrary.text())).isEmpty();
  }
}
