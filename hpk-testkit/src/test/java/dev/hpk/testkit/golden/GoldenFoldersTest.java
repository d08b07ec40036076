package dev.hpk.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class GoldenFoldersTest {

  @TempDir Path root;
  Path folder;

  @BeforeEach
  void writeCase() throws Exception {
    folder = Files.createDirectory(root.resolve("loud-words"));
    Files.writeString(folder.resolve("in.txt"), "hello");
    Files.writeString(folder.resolve("out.txt"), "HELLO");
  }

  @Test
  void a_case_passes_when_what_comes_out_is_in_the_folder() throws Exception {
    GoldenFolders.check(folder, GoldenFoldersTest::loud);
  }

  @Test
  void a_difference_fails_and_names_the_file() throws Exception {
    Files.writeString(folder.resolve("out.txt"), "HELL");

    assertFails("out.txt");
  }

  @Test
  void a_file_that_is_neither_read_nor_comes_out_fails() throws Exception {
    Files.writeString(folder.resolve("forgotten.txt"), "");

    assertFails("forgotten.txt");
  }

  @Test
  void an_output_without_a_file_fails() throws Exception {
    Files.delete(folder.resolve("out.txt"));

    assertFails("out.txt");
  }

  @Test
  void a_missing_input_fails_and_names_it() throws Exception {
    Files.delete(folder.resolve("in.txt"));

    assertFails("in.txt");
  }

  @Test
  void a_root_without_folders_fails() throws Exception {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> GoldenFolders.tests(folder, GoldenFoldersTest::loud));
  }

  @Test
  void each_folder_is_a_test_named_after_it() throws Exception {
    assertThat(GoldenFolders.tests(root, GoldenFoldersTest::loud))
        .extracting(test -> test.getDisplayName())
        .containsExactly("loud words");
  }

  @Test
  void a_rewriting_run_writes_the_outputs_and_counts_as_no_check() throws Exception {
    Files.writeString(folder.resolve("out.txt"), "old");
    Files.writeString(folder.resolve("stale.txt"), "old");
    System.setProperty(GoldenFolders.REWRITE, "true");
    try {
      assertThatThrownBy(() -> GoldenFolders.check(folder, GoldenFoldersTest::loud))
          .hasMessageContaining("not compared");
    } finally {
      System.clearProperty(GoldenFolders.REWRITE);
    }

    assertThat(folder.resolve("out.txt")).hasContent("HELLO");
    assertThat(folder.resolve("stale.txt")).doesNotExist();
  }

  private void assertFails(String text) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> GoldenFolders.check(folder, GoldenFoldersTest::loud))
        .withMessageContaining(text);
  }

  private static Map<String, String> loud(GoldenCase input) {
    return Map.of("out.txt", input.input("in.txt").toUpperCase(Locale.ROOT));
  }
}
