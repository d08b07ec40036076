package dev.hpk.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {

  private static final LedgerEntry INTENT = LedgerEntry.intent("uid-1", "default", "pod", 1000);

  @TempDir Path folder;
  private WorkDirectory work;
  private Ledger ledger;

  @BeforeEach
  void open() {
    work = new WorkDirectory(folder);
    ledger = new Ledger(work);
  }

  @Test
  void nobody_else_can_read_an_entry() throws IOException {
    ledger.write(INTENT);

    PodDirectory directory = work.pod("uid-1");
    assertThat(permissions(directory.ledger())).isEqualTo("rw-------");
    assertThat(permissions(directory.root())).isEqualTo("rwx------");
    assertThat(permissions(work.pods())).isEqualTo("rwx------");
  }

  @Test
  void an_entry_is_read_as_it_was_written_with_report_and_status() {
    JobReport report =
        new JobReport(
            new JobId("77"),
            "hpk-uid-1",
            JobState.OUT_OF_MEMORY,
            "OutOfMemory",
            null,
            9,
            List.of("c1", "c2"),
            Instant.parse("2026-05-04T10:00:00Z"),
            Instant.parse("2026-05-04T10:00:01.5Z"),
            Instant.parse("2026-05-04T10:00:02Z"));
    LedgerEntry entry =
        INTENT
            .submitted("77", 2000)
            .cancelled(30, 3000)
            .finished(
                report,
                new PodStatusBuilder()
                    .withPhase("Failed")
                    .withMessage("it's \"over\"\n")
                    .addNewContainerStatus()
                    .withName("main")
                    .withNewState()
                    .withNewTerminated()
                    .withExitCode(137)
                    .endTerminated()
                    .endState()
                    .endContainerStatus()
                    .build());

    ledger.write(entry);

    assertThat(new Ledger(work).read("uid-1")).contains(entry);
    assertThat(new Ledger(work).readAll()).containsExactly(entry);
  }

  @Test
  void the_newest_entry_of_a_pod_counts() {
    ledger.write(INTENT);
    ledger.write(INTENT.submitted("77", 2000));

    assertThat(ledger.readAll()).containsExactly(INTENT.submitted("77", 2000));
  }

  @Test
  void an_entry_that_cannot_be_read_is_skipped_and_kept() throws IOException {
    ledger.write(INTENT);
    PodDirectory broken = work.pod("uid-2");
    Files.createDirectories(broken.root());
    Files.writeString(broken.ledger(), "{\"uid\":\"uid-2\",");

    assertThat(ledger.readAll()).containsExactly(INTENT);
    assertThat(broken.ledger()).hasContent("{\"uid\":\"uid-2\",");
    assertThatThrownBy(() -> ledger.read("uid-2"))
        .isInstanceOf(HpkException.class)
        .hasMessageContaining("uid-2");
  }

  @Test
  void what_is_no_directory_of_a_pod_does_not_stop_the_kubelet() throws IOException {
    ledger.write(INTENT);
    Files.createDirectories(work.pods().resolve("lost+found"));
    Files.createDirectories(work.pods().resolve(".snapshot"));
    Files.createDirectories(work.pods().resolve("uid-3"));
    Files.writeString(work.pods().resolve("note"), "a file");

    assertThat(ledger.readAll()).containsExactly(INTENT);
  }

  @Test
  void fields_that_a_later_version_adds_are_no_error() throws IOException {
    ledger.write(INTENT);
    Path file = work.pod("uid-1").ledger();
    Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"later\":1,"));

    assertThat(ledger.readAll()).containsExactly(INTENT);
  }

  @Test
  void a_pod_that_is_removed_leaves_nothing() throws IOException {
    ledger.write(INTENT);
    Path locked = work.pod("uid-1").root().resolve("volumes/data");
    Files.createDirectories(locked);
    Files.writeString(locked.resolve("file"), "x");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));

    ledger.remove("uid-1");

    assertThat(work.pod("uid-1").root()).doesNotExist();
    assertThat(ledger.readAll()).isEmpty();
    ledger.remove("uid-1");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
