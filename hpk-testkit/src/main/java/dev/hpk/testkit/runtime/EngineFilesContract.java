package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.CommandResult;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a container sees of files, what it may write, and what is left of it. */
public abstract class EngineFilesContract extends EngineContract {

  @Test
  void mounts_appear_where_they_should_whatever_their_names() throws IOException {
    Path source = Files.createDirectory(directory.resolve("odd, \"name\":a b"));
    Files.writeString(source.resolve("file"), "content\n");
    Mount readOnly = new Mount(Word.of(source.toString()), "/mnt/x, \"y\":z/deep", true);
    Mount writable = new Mount(Word.of(source.toString()), "/new/deep", false);
    String script =
        "cat '/mnt/x, \"y\":z/deep/file'; touch '/mnt/x, \"y\":z/deep/no'; echo two >/new/deep/made";

    CommandResult result =
        run(container(busybox).mounts(readOnly, writable).command("/bin/sh", "-c", script));

    assertThat(result.stdout()).isEqualTo("content\n");
    assertThat(result.stderr()).contains("Read-only file system");
    assertThat(source.resolve("made")).hasContent("two\n");
    assertThat(source.resolve("no")).doesNotExist();
    assertThat(Files.getOwner(source.resolve("made"))).isEqualTo(Files.getOwner(source));
  }

  @Test
  void a_termination_message_reaches_its_file_wherever_it_is_mounted() throws IOException {
    Path first = Files.createFile(directory.resolve("first.message"));
    Path second = Files.createFile(directory.resolve("second.message"));

    run(
        container(busybox)
            .mounts(
                new Mount(Word.of(first.toString()), "/dev/termination-log", false),
                new Mount(Word.of(second.toString()), "/etc/made/message", false))
            .command(
                "/bin/sh", "-c", "echo one >/dev/termination-log; echo two >/etc/made/message"));

    assertThat(first).hasContent("one\n");
    assertThat(second).hasContent("two\n");
  }

  @Test
  void memory_can_be_mounted_as_dev_shm() throws IOException {
    Path memory = Files.createDirectory(directory.resolve("shm"));

    run(
        container(busybox)
            .mounts(new Mount(Word.of(memory.toString()), "/dev/shm", false))
            .command("/bin/sh", "-c", "echo one >/dev/shm/file"));

    assertThat(memory.resolve("file")).hasContent("one\n");
  }

  @Test
  void a_container_may_write_anywhere_and_leaves_nothing_behind() throws IOException {
    String script =
        "mkdir -m 0 /closed && mkdir /deep && touch /deep/file && rm /etc/passwd"
            + " && dd if=/dev/zero of=/large bs=1M count=80 2>/dev/null && stat -c %s /large";
    ContainerSpec container = container(busybox).command("/bin/sh", "-c", script).build();
    RunningContainer running = host.start(container, Map.of());
    CommandResult result = running.end();

    assertThat(result.stdout()).as(result.stderr()).isEqualTo("83886080\n");
    assertThat(running.clean().exitCode()).isZero();
    assertThat(run(container(busybox).command("ls", "/large", "/closed")).exitCode()).isNotZero();
    assertThat(leftovers(container)).isEmpty();
  }

  @Test
  void a_read_only_root_cannot_be_written_to() {
    CommandResult result =
        run(container(busybox).readOnlyRoot().command("/bin/sh", "-c", "touch /x || exit 9"));

    assertThat(result.exitCode()).isEqualTo(9);
  }

  @Test
  void root_in_a_container_may_change_owners_and_its_files_can_be_removed() throws IOException {
    if (!runtime.abilities().contains(RuntimeAbility.FAKEROOT)) {
      assertThat(shell("id -u").stdout()).isNotEqualTo("0\n");
      return;
    }
    String script =
        "mkdir -m 700 /own && touch /own/file && chown -R 5:6 /own && stat -c %u:%g /own/file; id -u";
    ContainerSpec container = container(busybox).command("/bin/sh", "-c", script).build();
    RunningContainer running = host.start(container, Map.of());

    assertThat(running.end().stdout()).isEqualTo("5:6\n0\n");
    assertThat(running.clean().exitCode()).isZero();
    assertThat(leftovers(container)).isEmpty();
  }

  @Test
  void a_chosen_user_is_never_root_and_may_write_to_volumes() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    CommandResult result =
        run(
            container(busybox)
                .user(1234)
                .mounts(new Mount(Word.of(volume.toString()), "/data", false))
                .command("/bin/sh", "-c", "id -u; touch /data/file"));

    if (runtime.abilities().contains(RuntimeAbility.RUN_AS_USER)) {
      assertThat(result.stdout()).as(result.stderr()).isEqualTo("1234\n");
    } else {
      assertThat(result.stdout()).as(result.stderr()).isNotEqualTo("0\n");
    }
    assertThat(Files.getOwner(volume.resolve("file"))).isEqualTo(Files.getOwner(volume));
  }

  /** What lies in the scratch directory under the container's name. */
  private List<Path> leftovers(ContainerSpec container) throws IOException {
    try (var files = Files.find(directory, 3, (file, attributes) -> true)) {
      return files
          .filter(file -> file.getFileName().toString().contains(container.name() + "-0"))
          .filter(file -> !file.toString().endsWith(".pid"))
          .toList();
    }
  }
}
