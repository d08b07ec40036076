package dev.hpk.server;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerLogsTest {

  private static final String LOG = "/containerLogs/default/web/app";

  @TempDir Path directory;
  private ServerWorld world;

  @BeforeEach
  void start() {
    world = new ServerWorld(directory).started();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Three lines, ten seconds apart. */
  private void threeLines() {
    world
        .ended("app", 0)
        .printed("app", 0, ofSeconds(0), "one\n")
        .printed("app", 0, ofSeconds(10), "two\n")
        .printed("app", 0, ofSeconds(20), "three\n");
  }

  private String log(String query) {
    HttpResponse<String> response = world.get(LOG + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  @Test
  void a_log_comes_whole_and_in_chunks() {
    threeLines();

    HttpResponse<String> response = world.get(LOG);

    assertThat(response.body()).isEqualTo("one\ntwo\nthree\n");
    assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | ''",
        "1 | three\\n",
        "2 | two\\nthree\\n",
        "3 | one\\ntwo\\nthree\\n",
        "4000000000 | one\\ntwo\\nthree\\n"
      })
  void the_last_lines_are_sent(String lines, String expected) {
    threeLines();

    assertThat(log("?tailLines=" + lines)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void the_old_name_of_the_option_is_known() {
    threeLines();

    assertThat(log("?tail=1&tailLines=2")).isEqualTo("three\n");
    assertThat(log("?tail=all&tailLines=1")).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void a_last_line_without_a_line_feed_is_a_line() {
    world.ended("app", 0).append("app", 0, "one\ntwo");

    assertThat(log("?tailLines=1")).isEqualTo("two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-30T11:00:00Z | one\\ntwo\\nthree\\n",
        "2026-11-30T12:00:00Z | one\\ntwo\\nthree\\n",
        "2026-11-30T12:00:01Z | two\\nthree\\n",
        "2026-11-30T14:00:10%2B02:00 | two\\nthree\\n",
        "2026-11-30T12:00:20Z | three\\n",
        "2026-11-30T12:00:10.5Z | three\\n",
        "2999-01-01T00:00:00Z | ''"
      })
  void lines_before_a_time_are_left_out(String since, String expected) {
    threeLines();

    assertThat(log("?sinceTime=" + since)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void lines_older_than_some_seconds_are_left_out() {
    Duration age = Duration.between(ServerWorld.START, Instant.now());
    world
        .ended("app", 0)
        .printed("app", 0, age.minusSeconds(7200), "old\n")
        .printed("app", 0, age.minusSeconds(1800), "new\n");

    assertThat(log("?sinceSeconds=3600")).isEqualTo("new\n");
    assertThat(log("?sinceSeconds=9223372036854775807")).isEqualTo("old\nnew\n");
  }

  @Test
  void what_is_not_in_the_index_yet_is_as_old_as_the_log() {
    threeLines();
    world.append("app", 0, "four\n");

    assertThat(log("?sinceTime=2026-11-30T12:00:21Z&tailLines=5")).isEqualTo("four\n");
  }

  @Test
  void each_line_begins_with_its_time() {
    threeLines();

    assertThat(log("?timestamps=true"))
        .isEqualTo(
            """
            2026-11-30T12:00:00.000000000Z one
            2026-11-30T12:00:10.000000000Z two
            2026-11-30T12:00:20.000000000Z three
            """);
    assertThat(log("?timestamps=true&tailLines=1"))
        .isEqualTo("2026-11-30T12:00:20.000000000Z three\n");
  }

  @Test
  void a_line_between_two_entries_has_the_time_of_the_later_one() {
    world
        .ended("app", 0)
        .printed("app", 0, ofSeconds(0), "one\n")
        .printed("app", 0, ofSeconds(10), "two\nthr")
        .printed("app", 0, ofSeconds(20), "ee\nfour\n");

    assertThat(log("?timestamps=1"))
        .isEqualTo(
            """
            2026-11-30T12:00:00.000000000Z one
            2026-11-30T12:00:10.000000000Z two
            2026-11-30T12:00:10.000000000Z three
            2026-11-30T12:00:20.000000000Z four
            """);
  }

  @Test
  void bytes_are_limited_with_the_times_counted() {
    threeLines();

    assertThat(log("?limitBytes=5")).isEqualTo("one\nt");
    assertThat(log("?limitBytes=12&timestamps=true")).isEqualTo("2026-11-30T1");
    assertThat(log("?limitBytes=1000")).isEqualTo("one\ntwo\nthree\n");
    assertThat(log("?limitBytes=4&tailLines=1")).isEqualTo("thre");
  }

  @ParameterizedTest
  @CsvSource({"All,false", "Stdout,false", "Stderr,true"})
  void both_streams_are_in_stdout(String stream, boolean isEmpty) {
    threeLines();

    assertThat(log("?stream=" + stream)).isEqualTo(isEmpty ? "" : "one\ntwo\nthree\n");
  }

  @Test
  void the_attempt_before_is_chosen_on_demand() {
    world.ended("app", 0).running("app", 1);
    world.append("app", 0, "first\n");
    world.append("app", 1, "second\n");

    assertThat(log("?previous=true")).isEqualTo("first\n");
    assertThat(log("?previous=false")).isEqualTo("second\n");
    assertThat(log("")).isEqualTo("second\n");
  }

  @Test
  void a_container_that_waits_for_its_restart_shows_the_attempt_that_ended() {
    world.ended("app", 0).waiting("app", 1, "CrashLoopBackOff").append("app", 0, "first\n");

    assertThat(log("")).isEqualTo("first\n");
    assertThat(log("?previous=true")).isEqualTo("first\n");
  }

  @Test
  void a_pod_that_only_the_api_server_remembers_has_its_logs() {
    Pod pod =
        new PodBuilder(ServerWorld.pod())
            .editStatus()
            .addNewContainerStatus()
            .withName("app")
            .withRestartCount(2)
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .endTerminated()
            .endState()
            .withNewLastState()
            .withNewTerminated()
            .withExitCode(1)
            .endTerminated()
            .endLastState()
            .endContainerStatus()
            .endStatus()
            .build();
    world.put(pod);
    world.append("app", 1, "second\n");
    world.append("app", 2, "third\n");

    assertThat(log("")).isEqualTo("third\n");
    assertThat(log("?previous=true")).isEqualTo("second\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ErrImagePull | image can't be pulled",
        "ImagePullBackOff | trying and failing to pull image",
        "CreateContainerConfigError | CreateContainerConfigError",
        "PodInitializing | PodInitializing"
      })
  void a_container_that_never_ran_says_why_it_waits(String reason, String text) {
    world.waiting("app", 0, reason);

    HttpResponse<String> response = world.get(LOG);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .isEqualToIgnoringNewLines("container \"app\" in pod \"web\" is waiting to start: " + text);
  }

  @Test
  void what_is_not_there_is_named() {
    assertRefused("/containerLogs/default/none/app", 404, "pod \"none\" does not exist");
    assertRefused("/containerLogs/other/web/app", 404, "pod \"web\" does not exist");
    assertRefused(
        "/containerLogs/default/web/none", 404, "container \"none\" not found in pod \"web\"");
    assertRefused(LOG, 400, "container \"app\" in pod \"web\" is not available");
    world.running("app", 0);
    assertRefused(
        LOG + "?previous=true",
        400,
        "previous terminated container \"app\" in pod \"web\" not found");
    world.ended("app", 0);
    assertRefused(LOG, 400, "container \"app\" in pod \"web\" is terminated");
  }

  @ParameterizedTest
  @CsvSource({
    "tailLines=-1,tailLines",
    "tailLines=x,tailLines",
    "tailLines=99999999999999999999,tailLines",
    "limitBytes=0,limitBytes",
    "sinceSeconds=0,sinceSeconds",
    "sinceSeconds=1.5,sinceSeconds",
    "sinceTime=yesterday,sinceTime",
    "sinceTime=%2B999999999-12-31T23:59:59Z,sinceTime",
    "tail=-1,tail",
    "sinceTime=2026-11-30T12:00:00Z&sinceSeconds=1,at most one of `sinceTime` or `sinceSeconds`",
    "stream=stderr,stream must be All",
    "stream=Stdout&tailLines=1,tailLines and a stream"
  })
  void a_bad_option_is_named(String query, String text) {
    threeLines();

    HttpResponse<String> response = world.get(LOG + "?" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/containerLogs/default/web/..",
        "/containerLogs/default/web/%2e%2e",
        "/containerLogs/default/web/..%2fside",
        "/containerLogs/default/web/app%2f0.log",
        "/containerLogs/default/..%2f..%2fetc/passwd",
        "/containerLogs/default/web/app%00",
        "/containerLogs/default/web/%0d%0aSet-Cookie:x",
        "/containerLogs//web/app",
        "/containerLogs/default/web/app/..",
        "/containerLogs/../../../../etc/passwd"
      })
  void a_hostile_path_finds_nothing(String path) {
    threeLines();

    HttpResponse<String> response = world.get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
  }

  private void assertRefused(String path, int status, String text) {
    HttpResponse<String> response = world.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualToIgnoringNewLines(text);
  }
}
