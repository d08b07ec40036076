package dev.hpk.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DiskTest {

  @TempDir Path folder;

  @Test
  void directories_are_private_from_the_top() throws IOException {
    Disk.makeDirectory(folder.resolve("a/b"));
    Disk.makeDirectory(folder.resolve("a/b"));

    assertThat(permissions(folder.resolve("a"))).isEqualTo("rwx------");
    assertThat(permissions(folder.resolve("a/b"))).isEqualTo("rwx------");
  }

  @Test
  void a_file_has_the_mode_that_was_asked_for() throws IOException {
    Disk.write(folder.resolve("secret"), bytes("x"), 0600);
    Disk.writeDurably(folder.resolve("script"), bytes("x"), 0755);
    Disk.write(folder.resolve("odd"), bytes("x"), 0451);

    assertThat(permissions(folder.resolve("secret"))).isEqualTo("rw-------");
    assertThat(permissions(folder.resolve("script"))).isEqualTo("rwxr-xr-x");
    assertThat(permissions(folder.resolve("odd"))).isEqualTo("r--r-x--x");
  }

  @Test
  void a_file_is_replaced_whole_and_nothing_else_is_left() throws IOException {
    Path file = folder.resolve("file");
    Disk.write(file, bytes("a long content"), 0600);
    Disk.writeDurably(file, bytes("short"), 0600);

    assertThat(file).hasContent("short");
    assertThat(Disk.read(file)).isEqualTo(bytes("short"));
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void a_file_that_is_not_there_reads_as_null() {
    assertThat(Disk.read(folder.resolve("nothing"))).isNull();
  }

  @Test
  void what_cannot_be_written_is_named_with_the_reason() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "x");

    assertThatThrownBy(() -> Disk.write(file.resolve("below"), bytes("x"), 0600))
        .isInstanceOfSatisfying(
            HpkException.class, e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.EXTERNAL))
        .hasMessageContaining("work directory: cannot write " + file.resolve("below"));
    assertThatThrownBy(() -> Disk.makeDirectory(file.resolve("below")))
        .isInstanceOf(HpkException.class)
        .hasMessageContaining("cannot make directory");
  }

  @Test
  void a_failed_write_leaves_the_old_content_and_no_other_file() throws IOException {
    Path directory = folder.resolve("target");
    Files.createDirectories(directory.resolve("full"));

    assertThatThrownBy(() -> Disk.write(directory, bytes("x"), 0600))
        .isInstanceOf(HpkException.class);
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(directory);
    }
  }

  @Test
  void removing_takes_everything_but_follows_no_link() throws IOException {
    Path outside = folder.resolve("outside");
    Files.writeString(outside, "kept");
    Path tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve("a/b"));
    Files.writeString(tree.resolve("a/b/file"), "x");
    Files.createSymbolicLink(tree.resolve("a/link"), outside);
    Files.createSymbolicLink(tree.resolve("a/dangling"), folder.resolve("nowhere"));

    Disk.remove(tree);
    Disk.remove(tree);

    assertThat(tree).doesNotExist();
    assertThat(outside).hasContent("kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/b", "", ".hidden", "-x", "a b", "a\nb"})
  void a_uid_that_is_no_file_name_is_refused(String uid) {
    WorkDirectory work = new WorkDirectory(folder);

    assertThatThrownBy(() -> work.pod(uid)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_work_directory_is_absolute() {
    assertThatThrownBy(() -> new WorkDirectory(Path.of("relative")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("relative");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
