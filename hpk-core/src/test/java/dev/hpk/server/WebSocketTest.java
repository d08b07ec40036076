package dev.hpk.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams over WebSockets, on this host. */
class WebSocketTest {

  private static final List<String> ALL = List.of("input", "output", "error");

  @TempDir Path directory;
  private StreamWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new StreamWorld(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static void until(BooleanSupplier condition) {
    await().atMost(SpdyClient.PATIENCE).until(condition::getAsBoolean);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v4.channel.k8s.io", "v5.channel.k8s.io"})
  void output_errors_and_status_come_on_channels_and_then_the_end(String protocol)
      throws Exception {
    String path = StreamWorld.execPath(ALL, "sh", "-c", "read x; echo $x; echo err >&2; exit 3");
    SocketClient client = new SocketClient(world, path, "v9.channel.k8s.io", protocol);
    assertThat(client.protocol()).isEqualTo(protocol);
    until(() -> client.heard(1));

    client.send(0, "hello\n");

    until(() -> client.closed == 1000);
    assertThat(client.text(1)).isEqualTo("hello\n");
    assertThat(client.text(2)).isEqualTo("err\n");
    assertThat(client.text(3)).contains("\"NonZeroExitCode\"", "\"message\":\"3\"");
  }

  @Test
  void the_fifth_version_can_end_the_input() throws Exception {
    SocketClient client =
        new SocketClient(world, StreamWorld.execPath(ALL, "wc", "-c"), "v5.channel.k8s.io");
    client.send(0, "12345");
    client.send(255, "\0");

    until(() -> client.closed == 1000);
    assertThat(client.text(1).strip()).isEqualTo("5");
    assertThat(client.text(3)).contains("Success");
  }

  @Test
  void text_messages_carry_base64() throws Exception {
    SocketClient client =
        new SocketClient(
            world,
            StreamWorld.execPath(ALL, "sh", "-c", "read x; printf '\\303\\251 %s' $x"),
            "v4.base64.channel.k8s.io");
    client.sendText(0, "hello\n");

    until(() -> client.closed == 1000);
    assertThat(client.text(1)).isEqualTo("\u00c3\u00a9 hello");
    assertThat(client.text(3)).contains("Success");
  }

  @Test
  void without_a_protocol_the_oldest_is_spoken() throws Exception {
    SocketClient client =
        new SocketClient(world, StreamWorld.execPath(ALL, "sh", "-c", "echo out; exit 9"));

    until(() -> client.closed == 1000);
    assertThat(client.text(1)).isEqualTo("out\n");
    assertThat(client.text(3)).contains("exit code 9").doesNotContain("{");
  }

  @Test
  void an_unknown_protocol_is_refused() {
    assertThatThrownBy(
            () -> new SocketClient(world, StreamWorld.execPath(ALL, "true"), "v9.channel.k8s.io"))
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
  }

  @Test
  void a_client_that_breaks_off_takes_the_command_along() throws Exception {
    SocketClient client =
        new SocketClient(
            world,
            StreamWorld.execPath(ALL, "sh", "-c", "echo $$; sleep 600"),
            "v4.channel.k8s.io");
    until(() -> client.text(1).endsWith("\n"));
    long process = Long.parseLong(client.text(1).strip());
    assertThat(ProcessHandle.of(process)).isPresent();

    client.abort();

    until(() -> ProcessHandle.of(process).map(found -> !found.isAlive()).orElse(true));
  }

  @Test
  void ports_are_named_in_the_address_and_at_the_head_of_their_channels() throws Exception {
    CompletableFuture<String> got = new CompletableFuture<>();
    try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread service =
          new Thread(
              () -> {
                try (Socket socket = target.accept()) {
                  got.complete(new String(socket.getInputStream().readNBytes(4), UTF_8));
                  socket.getOutputStream().write("pong".getBytes(UTF_8));
                } catch (java.io.IOException e) {
                  got.completeExceptionally(e);
                }
              });
      service.start();
      int port = target.getLocalPort();
      SocketClient client =
          new SocketClient(
              world,
              "/portForward/default/web?port=" + port,
              "v5.channel.k8s.io",
              "v4.channel.k8s.io");
      assertThat(client.protocol()).isEqualTo("v4.channel.k8s.io");
      client.send(0, "ping");

      until(() -> client.closed == 1000);
      String head = "" + (char) (port & 0xff) + (char) (port >> 8);
      assertThat(got.get()).isEqualTo("ping");
      assertThat(client.text(0)).isEqualTo(head + "pong");
      assertThat(client.text(1)).isEqualTo(head);
    }
  }

  @Test
  void ports_must_be_named() {
    assertThatThrownBy(
            () -> new SocketClient(world, "/portForward/default/web", "v4.channel.k8s.io"))
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(400));
    assertThatThrownBy(
            () -> new SocketClient(world, "/portForward/default/web?port=0", "v4.channel.k8s.io"))
        .isInstanceOf(WebSocketHandshakeException.class);
  }
}
