package dev.hpk.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream before = System.err;
  private final RefusalLog refusals = new RefusalLog(Clock.systemUTC());

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void leave() {
    System.setErr(before);
  }

  private static Exchange exchange(String uri) {
    return new Exchange(
        new EmbeddedChannel(),
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, uri, Unpooled.EMPTY_BUFFER),
        () -> {});
  }

  private List<String> lines() {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("A request was refused"))
        .toList();
  }

  @Test
  void a_refusal_says_who_from_where_wanted_what_and_why() {
    refusals.note(exchange("/pods"), HttpResponseStatus.FORBIDDEN, "jane", "no right");

    assertThat(lines())
        .singleElement()
        .asString()
        .contains("403", "jane", "client=", "GET /pods", "no right");
  }

  @Test
  void what_is_served_and_what_fails_otherwise_is_not_told() {
    refusals.note(exchange("/pods"), HttpResponseStatus.OK, "jane", "");
    refusals.note(exchange("/pods"), HttpResponseStatus.INTERNAL_SERVER_ERROR, "jane", "");

    assertThat(lines()).isEmpty();
  }

  @Test
  void parameters_are_left_out_because_commands_have_secrets() {
    refusals.note(exchange("/exec/a/b/c?command=x"), HttpResponseStatus.NOT_FOUND, "jane", "");

    assertThat(lines())
        .singleElement()
        .asString()
        .contains("/exec/a/b/c")
        .doesNotContain("command");
  }

  @Test
  void the_same_refusal_is_told_once() {
    for (int count = 0; count < 5; count++) {
      refusals.note(exchange("/pods"), HttpResponseStatus.FORBIDDEN, "jane", "no right");
    }
    refusals.note(exchange("/healthz"), HttpResponseStatus.FORBIDDEN, "jane", "no right");

    assertThat(lines()).hasSize(2).last().asString().contains("unreported=4");
  }

  @Test
  void many_refusals_do_not_fill_a_disk() {
    for (int count = 0; count < 1000; count++) {
      refusals.note(exchange("/x" + count), HttpResponseStatus.UNAUTHORIZED, "", "who?");
    }

    assertThat(lines()).hasSize(100);
  }

  @Test
  void nobody_writes_lines_of_his_own_into_the_log() {
    refusals.note(
        exchange("/pods"), HttpResponseStatus.FORBIDDEN, "jane\nA request was refused", "");

    assertThat(lines()).hasSize(1);
  }
}
