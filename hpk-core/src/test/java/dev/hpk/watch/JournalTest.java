package dev.hpk.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {

  private static final String STARTED =
      "{\"time\":1000,\"pod\":\"a\",\"job\":\"7\",\"type\":\"pod\",\"state\":\"started\","
          + "\"host\":\"c1\",\"address\":\"10.0.0.1\"}\n";
  private static final String RUNNING =
      "{\"time\":2000,\"pod\":\"a\",\"job\":\"7\",\"type\":\"container\",\"state\":\"running\","
          + "\"container\":\"main\",\"attempt\":0,\"pid\":42}\n";
  private static final String ENDED =
      "{\"time\":3000,\"pod\":\"a\",\"job\":\"7\",\"type\":\"container\",\"state\":\"ended\","
          + "\"container\":\"main\",\"attempt\":0,\"started\":2000,\"exit\":3,"
          + "\"reason\":\"Error\",\"message\":\"böse\"}\n";
  private static final String LAST =
      "{\"time\":4000,\"pod\":\"a\",\"job\":\"7\",\"type\":\"pod\",\"state\":\"ended\","
          + "\"exit\":3,\"reason\":\"Failed\"}\n";

  @TempDir Path folder;
  private Journal journal;

  @BeforeEach
  void open() {
    journal = new Journal(folder.resolve("journal"));
  }

  @Test
  void a_directory_that_is_not_there_yet_says_nothing() {
    assertThat(journal.poll()).isEmpty();
    assertThat(journal.history("a")).isEqualTo(PodHistory.NONE);
  }

  @Test
  void lines_become_the_history_of_their_pod() throws IOException {
    append("c1", STARTED + RUNNING + ENDED + LAST);

    assertThat(journal.poll()).containsExactly("a");
    PodHistory history = journal.history("a");
    assertThat(history.started()).isEqualTo(Instant.ofEpochMilli(1000));
    assertThat(history.host()).isEqualTo("c1");
    assertThat(history.hasEnded()).isTrue();
    ContainerHistory.Ended end = history.container("main").ended();
    assertThat(end)
        .isEqualTo(
            new ContainerHistory.Ended(
                0,
                Instant.ofEpochMilli(2000),
                Instant.ofEpochMilli(3000),
                3,
                null,
                "Error",
                "böse"));
    assertThat(journal.poll()).isEmpty();
  }

  @Test
  void a_line_half_written_is_taken_when_its_other_half_is_there() throws IOException {
    byte[] line = ENDED.getBytes(UTF_8);
    int middle = ENDED.indexOf("böse") + 2;
    append("c1", STARTED);
    append("c1", Arrays.copyOfRange(line, 0, middle));

    assertThat(journal.poll()).containsExactly("a");
    assertThat(journal.history("a").container("main")).isEqualTo(ContainerHistory.NONE);
    assertThat(journal.poll()).isEmpty();

    append("c1", Arrays.copyOfRange(line, middle, line.length));
    assertThat(journal.poll()).containsExactly("a");
    assertThat(journal.history("a").container("main").ended())
        .extracting(ContainerHistory.Ended::message)
        .isEqualTo("böse");
  }

  @Test
  void lines_that_are_none_are_skipped_and_the_others_count() throws IOException {
    append("c1", "no json\n\n{\"time\":1}\n[1,2]\n\u0000\u0000\n{\"pod\":\"b\"\n" + STARTED);

    assertThat(journal.poll()).containsExactly("a");
    assertThat(journal.history("a").host()).isEqualTo("c1");
  }

  @Test
  void a_line_of_megabytes_does_not_stop_the_reading() throws IOException {
    append("c1", "x".repeat(3 << 20) + "\n" + STARTED);

    assertThat(journal.poll()).containsExactly("a");
  }

  @Test
  void fields_that_a_later_version_adds_are_no_error() throws IOException {
    append("c1", STARTED.replace("{", "{\"later\":{\"x\":[1]},"));

    assertThat(journal.poll()).containsExactly("a");
  }

  @Test
  void a_file_cut_short_is_read_from_its_beginning_and_nothing_counts_twice() throws IOException {
    append("c1", STARTED + RUNNING + ENDED);
    journal.poll();
    PodHistory before = journal.history("a");

    Files.writeString(file("c1"), RUNNING);
    journal.poll();
    assertThat(journal.history("a")).isEqualTo(before);

    append("c1", LAST);
    assertThat(journal.poll()).containsExactly("a");
    assertThat(journal.history("a").hasEnded()).isTrue();
  }

  @Test
  void each_host_has_a_file_and_all_are_read() throws IOException {
    append("c1", STARTED);
    append("c2", STARTED.replace("\"a\"", "\"b\"").replace("\"c1\"", "\"c2\""));

    assertThat(journal.poll()).containsExactlyInAnyOrder("a", "b");
    assertThat(journal.history("a").host()).isEqualTo("c1");
    assertThat(journal.history("b").host()).isEqualTo("c2");
  }

  @Test
  void files_of_other_names_are_left_alone() throws IOException {
    append("c1", STARTED);
    Files.writeString(file("c1").resolveSibling("notes.txt"), LAST);

    journal.poll();

    assertThat(journal.history("a").hasEnded()).isFalse();
  }

  @Test
  void reading_again_from_the_start_gives_the_same() throws IOException {
    append("c1", STARTED);
    journal.poll();
    append("c1", RUNNING + ENDED);
    journal.poll();
    append("c1", LAST);
    journal.poll();

    Journal next = new Journal(folder.resolve("journal"));
    next.poll();

    assertThat(next.history("a")).isEqualTo(journal.history("a"));
  }

  @Test
  void a_pod_that_is_forgotten_has_no_history() throws IOException {
    append("c1", STARTED);
    journal.poll();

    journal.forget("a");

    assertThat(journal.history("a")).isEqualTo(PodHistory.NONE);
  }

  private Path file(String host) {
    return folder.resolve("journal").resolve(host + ".jsonl");
  }

  private void append(String host, String text) throws IOException {
    append(host, text.getBytes(UTF_8));
  }

  private void append(String host, byte[] bytes) throws IOException {
    Files.createDirectories(file(host).getParent());
    Files.write(file(host), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
