package dev.hpk.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import dev.hpk.api.job.Content;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {

  @TempDir Path folder;
  private Path volume;

  @BeforeEach
  void makeVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
  }

  @Test
  void names_are_links_through_data_to_a_directory_named_after_the_time() throws Exception {
    at(0).write(List.of(file("key", "1"), file("a/b", "2")));

    assertThat(Files.readSymbolicLink(volume.resolve("key"))).hasToString("..data/key");
    assertThat(Files.readSymbolicLink(volume.resolve("a"))).hasToString("..data/a");
    assertThat(Files.readSymbolicLink(volume.resolve("..data")))
        .hasToString("..2026_11_30_10_00_00.000000000");
    assertThat(volume.resolve("key")).hasContent("1");
    assertThat(volume.resolve("a/b")).hasContent("2");
  }

  @Test
  void files_have_the_modes_asked_for_and_directories_are_open() throws Exception {
    at(0).write(List.of(new VolumeFile("d/key", Content.of("x"), 0440)));

    assertThat(permissions("d/key")).isEqualTo("r--r-----");
    assertThat(permissions("d")).isEqualTo("rwxr-xr-x");
    assertThat(permissions("..data")).isEqualTo("rwxr-xr-x");
  }

  @Test
  void the_same_files_again_change_nothing() throws Exception {
    at(0).write(List.of(file("key", "1")));

    assertThat(at(1).write(List.of(file("key", "1")))).isFalse();
    assertThat(Files.readSymbolicLink(volume.resolve("..data")))
        .hasToString("..2026_11_30_10_00_00.000000000");
  }

  @Test
  void a_change_of_content_mode_or_names_is_one_new_directory() throws Exception {
    at(0).write(List.of(file("key", "1"), file("old", "o")));

    assertThat(at(1).write(List.of(file("key", "2"), file("new", "n")))).isTrue();
    assertThat(volume.resolve("key")).hasContent("2");
    assertThat(volume.resolve("new")).hasContent("n");
    assertThat(names()).doesNotContain("old").contains("key", "new", "..data");
    assertThat(at(2).write(List.of(new VolumeFile("key", Content.of("2"), 0600)))).isTrue();
    assertThat(permissions("key")).isEqualTo("rw-------");
    assertThat(names()).doesNotContain("new");
  }

  @Test
  void what_was_there_before_stays_for_readers_on_other_hosts_until_it_is_pruned()
      throws Exception {
    at(0).write(List.of(file("key", "1")));
    Path before = volume.resolve("..data").toRealPath().resolve("key");
    at(1).write(List.of(file("key", "2")));

    assertThat(before).hasContent("1");
    at(2).prune();
    assertThat(before).doesNotExist();
    assertThat(volume.resolve("key")).hasContent("2");
  }

  @Test
  void only_one_generation_is_kept_beside_the_newest() throws Exception {
    at(0).write(List.of(file("key", "1")));
    at(1).write(List.of(file("key", "2")));
    at(2).write(List.of(file("key", "3")));

    assertThat(names()).filteredOn(name -> name.startsWith("..2026")).hasSize(2);
  }

  @Test
  void a_volume_can_become_empty_and_full_again() throws Exception {
    at(0).write(List.of(file("key", "1")));
    at(1).write(List.of());
    assertThat(names()).filteredOn(name -> !name.startsWith("..")).isEmpty();

    at(2).write(List.of(file("key", "2")));
    assertThat(volume.resolve("key")).hasContent("2");
  }

  @Test
  void plain_files_and_directories_of_an_earlier_version_become_links() throws Exception {
    Files.writeString(volume.resolve("key"), "old");
    Files.createDirectory(volume.resolve("a"));
    Files.writeString(volume.resolve("a/b"), "old");

    at(0).write(List.of(file("key", "1"), file("a/b", "2")));

    assertThat(Files.isSymbolicLink(volume.resolve("key"))).isTrue();
    assertThat(volume.resolve("a/b")).hasContent("2");
  }

  @Test
  void a_failed_write_leaves_the_volume_as_it_was() throws Exception {
    at(0).write(List.of(file("key", "1")));
    // a name that no file system takes
    List<VolumeFile> bad = List.of(file("key", "2"), file("x".repeat(300), "y"));

    assertThatThrownBy(() -> at(1).write(bad)).isInstanceOf(HpkException.class);

    assertThat(volume.resolve("key")).hasContent("1");
    assertThat(names())
        .containsExactlyInAnyOrder("key", "..data", "..2026_11_30_10_00_00.000000000");
  }

  @Test
  void a_volume_that_is_gone_is_not_made_again() {
    AtomicDirectory gone = new AtomicDirectory(folder.resolve("gone/volume"), Clock.systemUTC());

    assertThatThrownBy(() -> gone.write(List.of(file("key", "1"))))
        .isInstanceOf(HpkException.class);
    assertThat(folder.resolve("gone")).doesNotExist();
  }

  @Test
  void what_a_crash_left_is_removed_with_the_next_change() throws Exception {
    at(0).write(List.of(file("key", "1")));
    Files.createDirectory(volume.resolve("..2026_11_30_09_00_00.000000000"));
    Files.createSymbolicLink(volume.resolve("..new"), Path.of("nowhere"));

    at(1).write(List.of(file("key", "2")));

    assertThat(names())
        .doesNotContain("..2026_11_30_09_00_00.000000000", "..new")
        .contains("..2026_11_30_10_00_01.000000000");
  }

  private AtomicDirectory at(int second) {
    Instant time = Instant.parse("2026-11-30T10:00:00Z").plusSeconds(second);
    return new AtomicDirectory(volume, Clock.fixed(time, ZoneOffset.UTC));
  }

  private static VolumeFile file(String path, String text) {
    return new VolumeFile(path, Content.of(text), 0644);
  }

  private String permissions(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(volume.resolve(path)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> found = Files.list(volume)) {
      return found.map(path -> path.getFileName().toString()).toList();
    }
  }
}
