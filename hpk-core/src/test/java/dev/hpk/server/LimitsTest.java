package dev.hpk.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a client may ask for before it is served. */
class LimitsTest {

  private final AtomicLong held = new AtomicLong();

  private EmbeddedChannel connection() {
    return new EmbeddedChannel(
        new RequestIntake(held),
        new HttpServerCodec(1 << 20, 64 << 10, 8192),
        new HttpObjectAggregator(64 << 10, true),
        new RequestHandler(exchange -> exchange.fail(HttpResponseStatus.OK, exchange.target())));
  }

  private static void send(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  private static String answer(EmbeddedChannel channel) {
    StringBuilder text = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      text.append(part.toString(ISO_8859_1));
      part.release();
    }
    return text.toString();
  }

  private static void pass(EmbeddedChannel channel, long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void a_request_that_drips_in_is_given_up() {
    EmbeddedChannel channel = connection();
    String request = "GET /slow HTTP/1.1\r\nHost: a\r\n";
    for (int index = 0; index < request.length() && channel.isOpen(); index++) {
      send(channel, request.substring(index, index + 1));
      pass(channel, 5);
    }

    assertThat(channel.isOpen()).isFalse();
    assertThat(answer(channel)).contains(" 408 ");
    assertThat(held).hasValue(0);
  }

  @Test
  void requests_that_come_whole_have_their_time_anew() {
    EmbeddedChannel channel = connection();
    for (int count = 0; count < 5; count++) {
      send(channel, "GET /one HTTP/1.1\r\n");
      pass(channel, 20);
      send(channel, "Host: a\r\n\r\n");
      pass(channel, 60);
      assertThat(answer(channel)).contains(" 200 ", "/one");
    }

    assertThat(channel.isOpen()).isTrue();
    assertThat(held).hasValue(0);
  }

  @Test
  void requests_that_are_not_whole_have_a_room_in_common() {
    EmbeddedChannel first = connection();
    send(first, "GET /" + "x".repeat(1000));
    assertThat(held.get()).isGreaterThan(1000);
    held.addAndGet(RequestIntake.MOST_OF_ALL - held.get());
    EmbeddedChannel second = connection();

    send(second, "GET / HTTP/1.1\r\n");

    assertThat(answer(second)).contains(" 429 ");
    assertThat(second.isOpen()).isFalse();
    assertThat(first.isOpen()).isTrue();
    held.addAndGet(-1000);
    EmbeddedChannel third = connection();
    send(third, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(answer(third)).contains(" 200 ", "/later");
  }

  @Test
  void a_body_has_a_limit() {
    EmbeddedChannel channel = connection();
    send(channel, "POST /exec HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n");

    assertThat(answer(channel)).contains(" 413 ");
  }

  @Test
  void a_body_without_a_length_has_the_same_limit() {
    EmbeddedChannel channel = connection();
    send(channel, "POST /exec HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int count = 0; count < 20 && channel.isOpen(); count++) {
      send(channel, "1000\r\n" + "x".repeat(4096) + "\r\n");
    }

    assertThat(answer(channel)).contains(" 413 ");
  }

  @Test
  void no_word_of_a_long_command_is_left_out() {
    assertThat(Target.of("/exec?" + "command=a;b&".repeat(5_000)).query().get("command"))
        .hasSize(5_000)
        .containsOnly("a;b");
    assertThat(Target.of("/exec?" + "command=a&".repeat(40_000)).problem())
        .contains("32768 parameters");
  }

  @Test
  void one_address_does_not_take_all_connections() throws UnknownHostException {
    Visitors visitors = new Visitors(4, 3);
    InetAddress one = InetAddress.getByName("192.0.2.1");
    InetAddress other = InetAddress.getByName("192.0.2.2");

    assertThat(visitors.enter(one)).isTrue();
    assertThat(visitors.enter(one)).isTrue();
    assertThat(visitors.enter(one)).isTrue();
    assertThat(visitors.enter(one)).isFalse();
    assertThat(visitors.enter(other)).isTrue();
    assertThat(visitors.enter(other)).isFalse();
    visitors.leave(one);
    assertThat(visitors.enter(other)).isTrue();
  }
}
