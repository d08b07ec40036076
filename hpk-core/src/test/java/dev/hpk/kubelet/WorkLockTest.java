package dev.hpk.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import dev.hpk.disk.WorkDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkLockTest {

  @TempDir Path folder;

  @Test
  void a_second_kubelet_of_one_work_directory_is_refused_and_told_who_has_it() {
    WorkDirectory work = new WorkDirectory(folder.resolve("work"));
    try (WorkLock first = WorkLock.take(work)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> WorkLock.take(work))
          .isInstanceOfSatisfying(
              HpkException.class,
              e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION))
          .hasMessageContaining(work.root().toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void another_name_of_the_same_work_directory_is_the_same() throws IOException {
    WorkDirectory work = new WorkDirectory(folder.resolve("work"));
    WorkDirectory link = new WorkDirectory(folder.resolve("link"));
    Files.createSymbolicLink(link.root(), work.root());
    Files.createDirectories(work.root());
    try (WorkLock first = WorkLock.take(work)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> WorkLock.take(link)).isInstanceOf(HpkException.class);
    }
  }

  @Test
  void a_lock_that_was_given_back_can_be_taken() {
    WorkDirectory work = new WorkDirectory(folder.resolve("work"));
    WorkLock.take(work).close();

    try (WorkLock second = WorkLock.take(work)) {
      assertThat(second).isNotNull();
    }
  }

  @Test
  void a_kubelet_of_another_process_is_refused_even_after_one_of_this_was() throws Exception {
    WorkDirectory work = new WorkDirectory(folder.resolve("work"));
    try (WorkLock first = WorkLock.take(work)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> WorkLock.take(work)).isInstanceOf(HpkException.class);

      assertThat(lockFromAnotherProcess(work.lockFile())).isEqualTo("refused");
    }
    assertThat(lockFromAnotherProcess(work.lockFile())).isEqualTo("taken");
  }

  private static String lockFromAnotherProcess(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Locker.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output.strip();
  }

  /** A process that tries to lock a file. */
  static final class Locker {

    private Locker() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.out.println(channel.tryLock() == null ? "refused" : "taken");
      }
    }
  }
}
