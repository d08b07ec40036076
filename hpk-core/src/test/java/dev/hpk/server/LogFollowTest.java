package dev.hpk.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogFollowTest {

  private static final String FOLLOW = "/containerLogs/default/web/app?follow=true";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private ServerWorld world;

  @BeforeEach
  void start() {
    world = new ServerWorld(directory).started().running("app", 0);
    world.append("app", 0, "");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private BufferedReader follow(String options) {
    HttpResponse<InputStream> response = world.open(FOLLOW + options);
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  private void awaitFollowers(int count) {
    await().atMost(PATIENCE).until(() -> world.server.followers() == count);
  }

  @Test
  void headers_come_before_the_first_line_is_printed() throws IOException {
    BufferedReader log = follow("");

    world.append("app", 0, "late\n");

    assertThat(log.readLine()).isEqualTo("late");
  }

  @Test
  void a_followed_log_ends_with_the_container_when_all_is_sent() throws IOException {
    world.append("app", 0, "one\n");
    BufferedReader log = follow("");
    assertThat(log.readLine()).isEqualTo("one");

    world.append("app", 0, "two\n");
    assertThat(log.readLine()).isEqualTo("two");
    awaitFollowers(1);
    world.append("app", 0, "three\n");
    world.ended("app", 0);

    assertThat(log.readLine()).isEqualTo("three");
    assertThat(log.readLine()).isNull();
    awaitFollowers(0);
  }

  @Test
  void a_followed_log_ends_when_the_container_was_started_again() throws IOException {
    BufferedReader log = follow("");

    world.ended("app", 0).running("app", 1).append("app", 1, "second attempt\n");

    assertThat(log.readLine()).isNull();
  }

  @Test
  void a_followed_log_ends_when_the_pod_is_gone() throws IOException {
    BufferedReader log = follow("");
    awaitFollowers(1);

    world.remove("web");

    assertThat(log.readLine()).isNull();
  }

  @Test
  void following_from_the_end_shows_only_what_is_new() throws IOException {
    world.append("app", 0, "old\n");
    BufferedReader log = follow("&tailLines=0");

    awaitFollowers(1);
    world.append("app", 0, "new\n");

    assertThat(log.readLine()).isEqualTo("new");
  }

  @Test
  void a_followed_log_ends_at_its_limit() throws IOException {
    BufferedReader log = follow("&limitBytes=3");

    world.append("app", 0, "12345\n");

    assertThat(log.readLine()).isEqualTo("123");
    assertThat(log.readLine()).isNull();
  }

  @Test
  void lines_have_times_while_they_are_followed() throws IOException {
    BufferedReader log = follow("&timestamps=true");

    world.printed("app", 0, Duration.ofSeconds(5), "one\n");
    assertThat(log.readLine()).endsWith("Z one");
    world.ended("app", 0);

    assertThat(log.readLine()).isNull();
  }

  @Test
  void nothing_is_left_of_a_client_that_leaves() throws IOException {
    List<BufferedReader> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(follow(""));
    }
    awaitFollowers(20);

    for (BufferedReader client : clients) {
      client.close();
    }

    awaitFollowers(0);
    await().atMost(PATIENCE).until(() -> world.server.connections() == 0);
  }

  @Test
  void followers_take_no_threads() {
    for (int i = 0; i < 20; i++) {
      assertThat(follow("")).isNotNull();
    }
    awaitFollowers(20);

    assertThat(serverThreads()).isBetween(1L, 10L);
  }

  @Test
  void closing_the_server_ends_what_is_followed() {
    BufferedReader log = follow("");
    awaitFollowers(1);

    world.close();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(catchThrowable(log::readLine)).isInstanceOf(IOException.class));
  }

  private static long serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("hpk-"))
        .count();
  }
}
