package dev.hpk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.disk.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LargeLogTest {

  private static final String LOG = "/containerLogs/default/web/app";

  @TempDir Path directory;
  private ServerWorld world;

  @BeforeEach
  void start() {
    world = new ServerWorld(directory).started().ended("app", 0);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_log_of_many_blocks_arrives_byte_for_byte() {
    String lines =
        IntStream.range(0, 60_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    world.append("app", 0, lines);

    assertThat(world.get(LOG).body()).isEqualTo(lines);
    assertThat(world.get(LOG + "?tailLines=20000").body())
        .isEqualTo(lines.substring(lines.indexOf("line 40000\n")));
  }

  @Test
  void each_of_many_lines_has_the_time_of_its_entry() {
    StringBuilder expected = new StringBuilder();
    StringBuilder log = new StringBuilder();
    StringBuilder index = new StringBuilder();
    for (int second = 0; second < 3000; second++) {
      String line = "line " + second + "\n";
      log.append(line).append(line);
      String time = ServerWorld.START.plusSeconds(second).toString().replace("Z", ".000000000Z ");
      expected.append(time).append(line).append(time).append(line);
      index
          .append(ServerWorld.START.plusSeconds(second).toEpochMilli())
          .append(' ')
          .append(log.length())
          .append('\n');
    }
    world.append("app", 0, log.toString());
    write(world.work.pod(ServerWorld.UID).logIndex("app", 0), index.toString());

    assertThat(world.get(LOG + "?timestamps=true").body()).isEqualTo(expected.toString());
    assertThat(
            world
                .get(LOG + "?timestamps=true&sinceTime=" + ServerWorld.START.plusSeconds(2345))
                .body())
        .isEqualTo(
            expected.substring(expected.indexOf("\n", expected.indexOf("line 2344\n") + 10) + 1));
  }

  /** 64 GiB, of which the disk holds only the end: reading it whole would not end in time. */
  @Test
  void the_end_of_a_huge_log_is_found_from_its_end() throws IOException {
    Path log = world.work.pod(ServerWorld.UID).log("app", 0);
    Disk.makeDirectory(log.getParent());
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(64L << 30);
      file.write("\none\ntwo\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(world.get(LOG + "?tailLines=2").body()).isEqualTo("one\ntwo\n");
    assertThat(world.get(LOG + "?limitBytes=3").body()).isEqualTo("\0\0\0");
  }

  @Test
  void of_a_gigabyte_only_the_last_lines_are_read() throws IOException {
    gigabyte();

    assertThat(world.get(LOG + "?tailLines=2").body()).isEqualTo("one\ntwo\n");

    assertThat(world.server.logBytesRead()).isBetween(1L, 200_000L);
  }

  /** A line of each second, and of the last one some. */
  @Test
  void of_a_gigabyte_only_what_is_new_enough_is_read() throws IOException {
    long size = gigabyte();
    StringBuilder index = new StringBuilder();
    int seconds = 200_000;
    Instant first = ServerWorld.START.minusSeconds(1_000_000_000);
    for (int second = 0; second < seconds; second++) {
      long length = second == seconds - 1 ? size : (1L << 30) / seconds * second;
      index.append(first.plusSeconds(second).toEpochMilli()).append(' ');
      index.append(length).append('\n');
    }
    write(world.work.pod(ServerWorld.UID).logIndex("app", 0), index.toString());
    String since = first.plusSeconds(seconds - 1).toString();

    String sent = world.get(LOG + "?timestamps=true&tailLines=100000&sinceTime=" + since).body();

    assertThat(sent).endsWith(" one\n" + since.replace("Z", ".000000000Z") + " two\n");
    assertThat(world.server.logBytesRead()).isBetween(1L, 300_000L);
  }

  private long gigabyte() throws IOException {
    Path log = world.work.pod(ServerWorld.UID).log("app", 0);
    Disk.makeDirectory(log.getParent());
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(1L << 30);
      file.write("\none\ntwo\n".getBytes(StandardCharsets.UTF_8));
      return file.length();
    }
  }

  @Test
  void a_client_that_does_not_read_stops_the_reading() throws IOException {
    Path log = world.work.pod(ServerWorld.UID).log("app", 0);
    Disk.makeDirectory(log.getParent());
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(64L << 30);
    }

    try (InputStream body = world.open(LOG).body()) {
      assertThat(body.read()).isZero();
      assertThat(world.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(world.get("/containerLogs/default/web/app?limitBytes=1").body()).hasSize(1);
    }

    assertThat(world.server.logBytesRead()).isLessThan(64 << 20);
    await().atMost(Duration.ofSeconds(50)).until(() -> world.server.connections() <= 2);
  }

  @Test
  void the_beginning_of_a_line_is_found_across_blocks() throws IOException {
    Path file = directory.resolve("log");
    byte[] content = new byte[200_000];
    content[150_000] = '\n';
    Files.write(file, content);
    LogFile log = new LogFile(file, new LongAdder());

    assertThat(log.lineStart(1, content.length)).isEqualTo(150_001);
    assertThat(log.lineStart(150_001, content.length)).isEqualTo(150_001);
    assertThat(log.lineStart(150_002, content.length)).isEqualTo(content.length);
    assertThat(log.tailStart(0, content.length, 1)).isEqualTo(150_001);
    assertThat(log.tailStart(0, content.length, 2)).isZero();
    ByteBuffer past = ByteBuffer.allocate(8);
    log.read(content.length, past);
    assertThat(past.position()).isZero();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
