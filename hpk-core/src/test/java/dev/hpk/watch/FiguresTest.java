package dev.hpk.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.report.MovableClock;
import dev.hpk.watch.PodFigures.ProbeFigures;
import dev.hpk.watch.PodFigures.ProbeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {

  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  private static final long MIB = 1 << 20;

  @TempDir private Path directory;
  private final MovableClock clock = new MovableClock(START);
  private Figures figures;

  @BeforeEach
  void make() {
    figures = new Figures(directory, clock);
  }

  @Test
  void what_a_container_uses_is_told_by_the_newest_line() throws IOException {
    write("c1", line(0, "'container':'a','attempt':0,'cpu':1000000000,'memory':10,'processes':1"));
    write(
        "c1",
        line(
            10,
            "'container':'a','attempt':0,'cpu':6000000000,'memory':20,'anonymous':15,"
                + "'processes':3,'log':7,'layer':9"));

    poll();

    PodFigures.ContainerFigures found = figures.of("pod-1").containers().get("a");
    assertThat(found.logBytes()).isEqualTo(7);
    assertThat(found.layerBytes()).isEqualTo(9);
    assertThat(found.usage())
        .isEqualTo(
            new PodFigures.Usage(START.plusSeconds(10), 6_000_000_000L, 500_000_000L, 20, 15L, 3));
  }

  @Test
  void an_attempt_is_not_compared_with_the_one_before() throws IOException {
    write("c1", line(0, "'container':'a','attempt':0,'cpu':9000000000,'memory':1,'processes':1"));
    write("c1", line(10, "'container':'a','attempt':1,'cpu':1000,'memory':1,'processes':1"));

    poll();

    assertThat(figures.of("pod-1").containers().get("a").usage().nanoCores()).isNull();
  }

  @Test
  void volumes_and_probes_are_kept_by_name() throws IOException {
    write("c1", line(0, "'volume':'scratch','used':4096"));
    write(
        "c1",
        line(
            0,
            "'container':'a','probe':'liveness','successful':3,'failed':1,'unknown':0,"
                + "'milliseconds':120,'counts':[1,0,0,3,0,0,0,0,0,0,0,0]"));

    poll();

    assertThat(figures.of("pod-1").volumes()).isEqualTo(Map.of("scratch", 4096L));
    assertThat(figures.of("pod-1").probes())
        .isEqualTo(
            Map.of(
                new ProbeName("a", "liveness"),
                new ProbeFigures(
                    3, 1, 0, 120, List.of(1L, 0L, 0L, 3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L))));
  }

  @Test
  void the_time_of_all_pods_is_a_sum_that_never_goes_back() throws IOException {
    write("c1", line(0, "'cpu':1000,'memory':1,'processes':1"));
    write("c2", line(0, "'cpu':500,'memory':1,'processes':1").replace("pod-1", "pod-2"));
    poll();
    assertThat(figures.cpuNanoseconds()).isEqualTo(1500);

    write("c1", line(15, "'cpu':1700,'memory':1,'processes':1"));
    write("c2", line(15, "'cpu':0,'memory':1,'processes':1").replace("pod-1", "pod-2"));
    poll();
    assertThat(figures.cpuNanoseconds()).isEqualTo(2200);
  }

  @Test
  void a_file_that_began_anew_is_read_from_its_beginning() throws IOException {
    write("c1", line(0, "'volume':'a-volume-with-a-long-name','used':1"));
    poll();
    Files.writeString(directory.resolve("c1.figures"), line(15, "'volume':'b','used':2"));

    poll();

    assertThat(figures.of("pod-1").volumes()).containsEntry("b", 2L);
  }

  @Test
  void lines_that_are_torn_or_foreign_harm_nothing() throws IOException {
    write("c1", "\0\0\0{\"time\":12,\n[]\n{}\n{\"time\":1,\"pod\":\"pod-1\",\"cpu\":\"x\"}\n");
    write(
        "c1",
        line(0, "'container':'a','probe':'liveness','counts':[1]")
            + line(0, "'volume':'b','used':" + MIB)
            + "{\"time\":1796040000000,\"pod\":\"pod-1\",\"volume\":\"half");

    poll();

    assertThat(figures.of("pod-1").volumes()).isEqualTo(Map.of("b", MIB));
    assertThat(figures.of("pod-1").probes()).isEmpty();
  }

  @Test
  void pods_that_are_silent_for_long_are_forgotten() throws IOException {
    write("c1", line(0, "'volume':'b','used':1"));
    poll();
    clock.pass(Duration.ofHours(2));

    poll();

    assertThat(figures.of("pod-1")).isEqualTo(PodFigures.NONE);
  }

  private void poll() {
    clock.pass(Duration.ofSeconds(5));
    figures.poll();
  }

  private void write(String host, String text) throws IOException {
    Files.writeString(
        directory.resolve(host + ".figures"),
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String line(int second, String fields) {
    long time = START.plusSeconds(second).toEpochMilli();
    return "{'time':%d,'pod':'pod-1','job':'1',%s}\n".formatted(time, fields).replace('\'', '"');
  }
}
