package dev.hpk.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What no well-behaved client sends. */
@Timeout(60)
class RawRequestTest {

  @TempDir Path directory;
  private ServerWorld world;

  @BeforeEach
  void start() {
    world = new ServerWorld(directory).started().ended("app", 0);
    world.append("app", 0, "the log\n");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** All that comes until the server closes. */
  private String answer(String request) throws IOException {
    try (Socket socket =
        world.trust(null).getSocketFactory().createSocket("127.0.0.1", world.port())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static String request(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  @Test
  void requests_sent_at_once_are_answered_one_after_another() throws IOException {
    String answer =
        answer(
            request("/containerLogs/default/web/app")
                + request("/nothing")
                + "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(answer).containsSubsequence(" 200 OK", "the log", " 404 ", " 200 OK", "ok");
  }

  @Test
  void an_old_client_gets_its_log_without_chunks() throws IOException {
    String answer = answer("GET /containerLogs/default/web/app HTTP/1.0\r\n\r\n");

    assertThat(answer).doesNotContainIgnoringCase("chunked").endsWith("\r\n\r\nthe log\n");
  }

  @Test
  void headers_have_a_limit() throws IOException {
    String answer =
        answer("GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n");

    assertThat(answer).contains(" 431 ");
  }

  @Test
  void addresses_may_be_as_long_as_a_command() throws IOException {
    assertThat(answer("GET /" + "x".repeat(300_000) + " HTTP/1.0\r\n\r\n")).contains(" 404 ");
  }

  @Test
  void addresses_have_a_limit() throws IOException {
    assertThat(answer("GET /" + "x".repeat(1_100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains(" 414 ");
  }

  @Test
  void an_address_that_cannot_be_decoded_is_a_bad_request() throws IOException {
    assertThat(answer("GET /pods/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .contains(" 400 ", "the address is not readable");
  }

  @Test
  void what_is_no_http_is_a_bad_request() throws IOException {
    assertThat(answer("\u0001\u0002 nonsense\r\n\r\n")).contains(" 400 ");
  }
}
