package dev.hpk.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs of which a supervisor let the older part go. */
@Timeout(120)
class CutLogTest {

  private static final String LOG = "/containerLogs/default/web/app";
  private static final int KEPT = 8192;

  @TempDir Path directory;
  private ServerWorld world;
  private Path log;

  @BeforeEach
  void start() throws IOException {
    world = new ServerWorld(directory).started().running("app", 0);
    world.append("app", 0, "");
    try (Stream<Path> files = Files.walk(directory)) {
      log = files.filter(file -> file.endsWith("0.log")).findFirst().orElseThrow();
    }
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void what_was_let_go_is_not_sent_nor_the_half_line_after_it() throws IOException {
    cut("x".repeat(KEPT + 3) + "\nnext\nlast\n");

    assertThat(world.get(LOG).body()).isEqualTo("next\nlast\n");
    assertThat(world.get(LOG + "?tailLines=1").body()).isEqualTo("last\n");
    assertThat(world.get(LOG + "?tailLines=100").body()).isEqualTo("next\nlast\n");
    assertThat(world.get(LOG + "?timestamps=true").body().lines())
        .hasSize(2)
        .allMatch(line -> line.endsWith("Z next") || line.endsWith("Z last"));
  }

  @Test
  void a_follower_that_was_too_slow_goes_on_where_the_log_does() throws IOException {
    BufferedReader follower = follower("");
    await().atMost(Duration.ofSeconds(60)).until(() -> world.server.followers() == 1);

    cut("x".repeat(KEPT + 3) + "\nnext\n");

    assertThat(follower.readLine()).isEqualTo("next");
  }

  @Test
  void a_follower_of_a_log_that_began_anew_does_so_too() throws IOException {
    world.append("app", 0, "before the log was emptied\n");
    BufferedReader follower = follower("");
    assertThat(follower.readLine()).isEqualTo("before the log was emptied");
    await().atMost(Duration.ofSeconds(60)).until(() -> world.server.followers() == 1);

    Files.writeString(log, "new\n");

    assertThat(follower.readLine()).isEqualTo("new");
  }

  @Test
  void lines_of_a_log_that_began_anew_have_their_own_times() throws IOException {
    world.printed("app", 0, Duration.ofDays(300), "before\n");
    BufferedReader follower = follower("&timestamps=true");
    assertThat(follower.readLine()).isEqualTo("2027-09-26T12:00:00.000000000Z before");
    await().atMost(Duration.ofSeconds(60)).until(() -> world.server.followers() == 1);

    Files.writeString(log.resolveSibling("0.index"), ServerWorld.START.toEpochMilli() + " 4\n");
    Files.writeString(log, "new\n");

    assertThat(follower.readLine()).isEqualTo("2026-11-30T12:00:00.000000000Z new");
  }

  @Test
  void a_follower_goes_on_with_the_file_that_took_the_place_of_the_log() throws IOException {
    world.append("app", 0, "old\n");
    BufferedReader follower = follower("");
    assertThat(follower.readLine()).isEqualTo("old");
    await().atMost(Duration.ofSeconds(60)).until(() -> world.server.followers() == 1);

    Path other = Files.writeString(directory.resolve("other"), "longer than the old one\n");
    Files.move(other, log, StandardCopyOption.REPLACE_EXISTING);

    assertThat(follower.readLine()).isEqualTo("longer than the old one");
  }

  private BufferedReader follower(String options) {
    return new BufferedReader(
        new InputStreamReader(world.open(LOG + "?follow=true" + options).body(), UTF_8));
  }

  /** The log with this text, its first bytes read as zeros. */
  private void cut(String text) throws IOException {
    Path whole = Files.writeString(directory.resolve("whole"), text);
    try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(KEPT), 0);
    }
    Files.writeString(log.resolveSibling("0.kept"), KEPT + "\n");
    Files.move(whole, log, StandardCopyOption.REPLACE_EXISTING);
  }
}
