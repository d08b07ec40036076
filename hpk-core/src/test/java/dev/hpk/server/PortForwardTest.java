package dev.hpk.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** port-forward over SPDY to a port of this host's loopback address, by the relay. */
class PortForwardTest {

  private static final String PATH = "/portForward/default/web";

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private StreamWorld world;
  private ServerSocket target;

  @BeforeEach
  void start() throws Exception {
    world = new StreamWorld(directory);
    target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    world.close();
    target.close();
    threads.shutdownNow();
  }

  private interface Service {
    void serve(Socket socket) throws IOException;
  }

  /** What the port does with each connection. */
  private void serve(Service service) {
    threads.execute(
        () -> {
          while (!target.isClosed()) {
            try {
              Socket socket = target.accept();
              threads.execute(
                  () -> {
                    try (socket) {
                      service.serve(socket);
                    } catch (IOException e) {
                      // the test is over
                    }
                  });
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private SpdyClient connect() throws IOException {
    return world.connect(PATH, SpdyClient.upgrade("portforward.k8s.io"));
  }

  /** Opens a pair; the error stream's id, and behind it the data stream's. */
  private static int[] open(SpdyClient client, int port, int request) throws IOException {
    int error = open(client, "error", port, request);
    client.send(error, new byte[0], true);
    return new int[] {error, open(client, "data", port, request)};
  }

  private static int open(SpdyClient client, String type, int port, int request)
      throws IOException {
    return client.open(
        "streamtype", type, "port", String.valueOf(port), "requestid", String.valueOf(request));
  }

  private static void echoAll(Socket socket) throws IOException {
    byte[] all = socket.getInputStream().readAllBytes();
    socket.getOutputStream().write(all);
  }

  @Test
  void what_goes_in_comes_back_after_the_client_said_that_it_was_all() throws Exception {
    serve(PortForwardTest::echoAll);
    byte[] much = new byte[3_000_000];
    new Random(5).nextBytes(much);
    try (SpdyClient client = connect()) {
      assertThat(client.head()).contains(" 101 ").contains("portforward.k8s.io");
      int[] pair = open(client, target.getLocalPort(), 0);
      for (int from = 0; from < much.length; from += 50_000) {
        client.send(pair[1], Arrays.copyOfRange(much, from, from + 50_000), false);
      }
      client.send(pair[1], new byte[0], true);

      assertThat(client.whole(pair[0])).isEmpty();
      client.until(() -> client.finished.contains(pair[1]));
      assertThat(client.bytes(pair[1])).isEqualTo(much);
      assertThat(client.lost).isFalse();
    }
  }

  @Test
  void a_port_that_closes_ends_its_connection_though_the_client_does_not() throws Exception {
    serve(socket -> socket.getOutputStream().write("hello".getBytes(UTF_8)));
    try (SpdyClient client = connect()) {
      int[] pair = open(client, target.getLocalPort(), 0);

      assertThat(client.whole(pair[1])).isEqualTo("hello");
      assertThat(client.whole(pair[0])).isEmpty();
    }
  }

  @Test
  void many_connections_share_one() throws Exception {
    serve(PortForwardTest::echoAll);
    try (SpdyClient client = connect()) {
      List<int[]> pairs = new ArrayList<>();
      for (int request = 0; request < 20; request++) {
        int[] pair = open(client, target.getLocalPort(), request);
        client.send(pair[1], ("n" + request).getBytes(UTF_8), true);
        pairs.add(pair);
      }
      for (int request = 0; request < 20; request++) {
        assertThat(client.whole(pairs.get(request)[1])).isEqualTo("n" + request);
      }
    }
  }

  @Test
  void a_port_that_does_not_answer_is_told_on_the_error_stream() throws Exception {
    int port = target.getLocalPort();
    target.close();
    try (SpdyClient client = connect()) {
      int[] pair = open(client, port, 0);

      assertThat(client.whole(pair[0]))
          .startsWith("error forwarding port " + port + " to pod web, uid " + ServerWorld.UID)
          .containsIgnoringCase("refused");
      client.until(() -> client.reset.contains(pair[1]));
      assertThat(client.lost).isFalse();
    }
  }

  @Test
  void a_connection_that_the_client_gives_up_is_closed_at_the_port() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    serve(socket -> end.complete(socket.getInputStream().read()));
    try (SpdyClient client = connect()) {
      int[] pair = open(client, target.getLocalPort(), 0);
      client.until(() -> client.replied.contains(pair[1]));
      client.cancel(pair[1]);

      await().atMost(SpdyClient.PATIENCE).until(end::isDone);
      assertThat(end.get()).isEqualTo(-1);
      assertThat(client.lost).isFalse();
    }
  }

  @Test
  void a_client_that_leaves_closes_its_connections() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    serve(
        socket -> {
          begun.complete(true);
          end.complete(socket.getInputStream().read());
        });
    SpdyClient client = connect();
    open(client, target.getLocalPort(), 0);
    await().atMost(SpdyClient.PATIENCE).until(begun::isDone);

    client.close();

    await().atMost(SpdyClient.PATIENCE).until(end::isDone);
    await().atMost(SpdyClient.PATIENCE).until(() -> world.server.streams.open() == 0);
  }

  @Test
  void what_is_no_port_or_no_type_is_reset() throws Exception {
    try (SpdyClient client = connect()) {
      int none = open(client, "data", 0, 1);
      int high = open(client, "data", 70_000, 2);
      int odd = open(client, "other", 80, 3);

      client.until(() -> client.reset.containsAll(List.of(none, high, odd)));
    }
  }
}
