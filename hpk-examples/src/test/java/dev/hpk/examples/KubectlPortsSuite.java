package dev.hpk.examples;

import static dev.hpk.examples.KubectlExecSuite.awaitOutput;
import static dev.hpk.examples.KubectlExecSuite.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kubectl port-forward and attach through the API server, whatever the container engine. */
abstract class KubectlPortsSuite extends LiveSuite {

  private int port;
  private Pod attached;

  KubectlPortsSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void run() throws IOException {
    port = freePort();
    Pod target =
        live()
            .shell(
                "target",
                "cd /tmp; head -c 1000000 /dev/zero >zeros; exec httpd -f -p 127.0.0.1:" + port);
    attached =
        live()
            .shell(
                "attached",
                "while read -r line; do echo \"got $line\"; done",
                with ->
                    with.editSpec().editFirstContainer().withStdin(true).endContainer().endSpec());
    live().awaitPhase(target, "Running");
    live().awaitPhase(attached, "Running");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ports_are_forwarded(boolean spdy) throws Exception {
    forwarded(
        "target",
        port,
        spdy,
        local -> {
          ExecutorService pool = Executors.newFixedThreadPool(10);
          try {
            List<Future<Integer>> lengths =
                IntStream.range(0, 20)
                    .mapToObj(number -> pool.submit(() -> get(local, "/zeros").length))
                    .toList();
            for (Future<Integer> length : lengths) {
              assertThat(length.get()).isEqualTo(1_000_000);
            }
          } finally {
            pool.shutdownNow();
          }
        });
  }

  @Test
  void a_port_that_nobody_serves_is_said() throws Exception {
    Path output = Files.createTempFile("hpk-it", ".out");
    int unserved = freePort();
    Process client =
        new Kubectl(live().namespace(), "port-forward", "target", ":" + unserved).start(output);
    try {
      awaitOutput(output, " -> " + unserved);
      int local = localPort(output);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local)) {
        socket.getOutputStream().write(1);
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      } catch (IOException e) {
        // kubectl may reset the connection instead
      }
      awaitOutput(Kubectl.error(output), "error forwarding port " + unserved + " to pod target");
    } finally {
      client.destroyForcibly();
      Files.delete(output);
    }
  }

  interface Use {
    void of(int local) throws Exception;
  }

  final void forwarded(String pod, int port, boolean spdy, Use use) throws Exception {
    Path output = Files.createTempFile("hpk-it", ".out");
    Process client =
        new Kubectl(live().namespace(), "port-forward", pod, ":" + port)
            .overSpdy(spdy)
            .start(output);
    try {
      awaitOutput(output, " -> " + port);
      use.of(localPort(output));
    } finally {
      client.destroyForcibly();
      Files.delete(output);
    }
  }

  private static int localPort(Path output) throws IOException {
    return Integer.parseInt(
        Files.readString(output).replaceFirst("(?s).*?127.0.0.1:(\\d+) .*", "$1"));
  }

  final byte[] get(int port, String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void a_client_attaches_to_a_container_and_another_after_it() throws Exception {
    for (String word : List.of("one", "two")) {
      Path output = Files.createTempFile("hpk-it", ".out");
      Process client = new Kubectl(live().namespace(), "attach", "-i", "attached").start(output);
      try (OutputStream keys = client.getOutputStream()) {
        await()
            .atMost(LivePods.LIMIT)
            .untilAsserted(
                () -> {
                  type(keys, word + "\n");
                  assertThat(Files.readString(output)).contains("got " + word);
                });
      } finally {
        client.destroyForcibly();
        Files.delete(output);
      }
    }

    assertThat(live().resource(attached).get().getStatus().getPhase()).isEqualTo("Running");
  }
}
