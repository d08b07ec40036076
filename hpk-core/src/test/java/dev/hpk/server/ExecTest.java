package dev.hpk.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** exec over SPDY, on this host. */
class ExecTest {

  private static final List<String> OUTPUTS = List.of("output", "error");
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

  private static JsonNode status(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void output_errors_and_exit_code_come_on_streams_of_their_own() throws Exception {
    try (SpdyClient client = world.exec(OUTPUTS, "sh", "-c", "echo out; echo err >&2; exit 3")) {
      assertThat(client.head())
          .startsWith("HTTP/1.1 101 ")
          .containsIgnoringCase("X-Stream-Protocol-Version: v4.channel.k8s.io");
      int error = client.open("streamtype", "error");
      int stdout = client.open("streamtype", "stdout");
      int stderr = client.open("streamtype", "stderr");

      JsonNode status = status(client.whole(error));

      assertThat(client.whole(stdout)).isEqualTo("out\n");
      assertThat(client.whole(stderr)).isEqualTo("err\n");
      assertThat(status.path("status").asText()).isEqualTo("Failure");
      assertThat(status.path("reason").asText()).isEqualTo("NonZeroExitCode");
      assertThat(status.at("/details/causes/0/reason").asText()).isEqualTo("ExitCode");
      assertThat(status.at("/details/causes/0/message").asText()).isEqualTo("3");
      assertThat(client.replied).containsExactlyInAnyOrder(error, stdout, stderr);
      assertThat(client.wentAway).isFalse();
      assertThat(client.lost).isFalse();
    }
  }

  @Test
  void the_command_has_the_container_s_variables_and_directory() throws Exception {
    try (SpdyClient client = world.exec(List.of("output"), "sh", "-c", "echo $GREETING; pwd")) {
      int error = client.open("streamtype", "error");
      int stdout = client.open("streamtype", "stdout");

      assertThat(client.whole(stdout)).isEqualTo("a b\n" + directory.resolve("container") + "\n");
      assertThat(status(client.whole(error)).path("status").asText()).isEqualTo("Success");
    }
  }

  @Test
  void much_goes_in_and_comes_back() throws Exception {
    byte[] much = new byte[5_000_000];
    new Random(3).nextBytes(much);
    try (SpdyClient client = world.exec(ALL, "cat")) {
      int error = client.open("streamtype", "error");
      int stdin = client.open("streamtype", "stdin");
      int stdout = client.open("streamtype", "stdout");
      client.open("streamtype", "stderr");
      client.until(() -> client.replied.contains(stdin));
      for (int from = 0; from < much.length; from += 50_000) {
        client.send(stdin, Arrays.copyOfRange(much, from, from + 50_000), false);
      }
      client.send(stdin, new byte[0], true);

      assertThat(status(client.whole(error)).path("status").asText()).isEqualTo("Success");
      client.until(() -> client.finished.contains(stdout));
      assertThat(client.bytes(stdout)).isEqualTo(much);
    }
  }

  @Test
  void input_that_nobody_reads_stops_the_client_and_takes_no_memory() throws Exception {
    Path go = directory.resolve("go");
    try (SpdyClient client =
        world.exec(
            List.of("input", "output"),
            "sh",
            "-c",
            "until [ -e " + go + " ]; do sleep 0.05; done; wc -c")) {
      int error = client.open("streamtype", "error");
      int stdin = client.open("streamtype", "stdin");
      int stdout = client.open("streamtype", "stdout");
      client.until(() -> client.replied.contains(stdout));
      AtomicInteger sent = new AtomicInteger();
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int block = 0; block < 1000; block++) {
                    client.send(stdin, new byte[50_000], false);
                    sent.incrementAndGet();
                  }
                  client.send(stdin, new byte[0], true);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      sender.start();
      // the sender comes to a stand: the socket's and our own buffers are full
      await()
          .atMost(SpdyClient.PATIENCE)
          .until(
              () ->
                  sender.getStackTrace().length > 0
                      && Arrays.stream(sender.getStackTrace())
                          .anyMatch(frame -> frame.getMethodName().contains("write"))
                      && sent.get() > 10);
      int before = sent.get();
      assertThat(before).isLessThan(1000);
      Files.createFile(go);

      assertThat(client.whole(stdout).strip()).isEqualTo("50000000");
      assertThat(status(client.whole(error)).path("status").asText()).isEqualTo("Success");
    }
  }

  @Test
  void a_command_that_does_not_read_ends_though_input_still_comes() throws Exception {
    try (SpdyClient client = world.exec(List.of("input", "output"), "echo", "done")) {
      int error = client.open("streamtype", "error");
      int stdin = client.open("streamtype", "stdin");
      int stdout = client.open("streamtype", "stdout");

      assertThat(client.whole(stdout)).isEqualTo("done\n");
      assertThat(status(client.whole(error)).path("status").asText()).isEqualTo("Success");
      for (int block = 0; block < 100; block++) {
        client.send(stdin, new byte[50_000], false);
      }
      client.ping(7);
      client.until(() -> client.pings.contains(7));
      assertThat(client.lost).isFalse();
    }
  }

  @Test
  void a_terminal_has_the_size_that_the_client_gives_it_first_and_later() throws Exception {
    Path go = directory.resolve("go");
    try (SpdyClient client =
        world.exec(
            List.of("input", "output", "error", "tty"),
            "sh",
            "-c",
            "stty size; read x; trap 'stty size; exit 5' WINCH; echo ready;"
                + " while :; do sleep 0.1; done")) {
      int error = client.open("streamtype", "error");
      int stdin = client.open("streamtype", "stdin");
      int stdout = client.open("streamtype", "stdout");
      int resize = client.open("streamtype", "resize");
      client.send(resize, "{\"Width\":99,\"Height\":33}\n".getBytes(UTF_8), false);
      client.until(() -> client.text(stdout).contains("33 99"));
      client.send(stdin, "hello\n".getBytes(UTF_8), false);
      client.until(() -> client.text(stdout).contains("ready"));
      client.send(resize, "{\"Width\":101,\"Height\":3".getBytes(UTF_8), false);
      client.send(resize, "5}".getBytes(UTF_8), false);

      assertThat(status(client.whole(error)).at("/details/causes/0/message").asText())
          .isEqualTo("5");
      assertThat(client.whole(stdout)).contains("hello\r\n", "35 101");
      assertThat(go).doesNotExist();
    }
  }

  @Test
  void a_client_that_leaves_takes_the_command_and_what_it_started_along() throws Exception {
    String word = "6" + System.nanoTime() % 1_000_000_000L;
    SpdyClient client =
        world.exec(
            List.of("output"),
            "sh",
            "-c",
            "setsid sleep " + word + " & trap '' TERM HUP; echo begun; sleep " + word + "; :");
    client.open("streamtype", "error");
    int stdout = client.open("streamtype", "stdout");
    client.until(() -> client.text(stdout).equals("begun\n"));
    assertThat(processes(word)).isNotEmpty();

    client.close();

    await().atMost(SpdyClient.PATIENCE).until(() -> processes(word).isEmpty());
    await().atMost(SpdyClient.PATIENCE).until(() -> world.server.streams.open() == 0);
  }

  private static List<ProcessHandle> processes(String word) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> process.info().arguments().map(List::of).orElse(List.of()).contains(word))
        .toList();
  }

  @Test
  void a_container_that_has_gone_is_said() throws Exception {
    world.container.destroyForcibly().waitFor();
    try (SpdyClient client = world.exec(List.of("output"), "true")) {
      int error = client.open("streamtype", "error");
      client.open("streamtype", "stdout");

      JsonNode status = status(client.whole(error));
      assertThat(status.path("status").asText()).isEqualTo("Failure");
      assertThat(status.path("reason").asText()).isEqualTo("InternalError");
      assertThat(status.path("message").asText()).contains("container not found (\"app\")");
    }
  }

  @Test
  void a_stream_that_was_not_announced_is_reset() throws Exception {
    try (SpdyClient client = world.exec(List.of("output"), "echo", "out")) {
      int error = client.open("streamtype", "error");
      int odd = client.open("streamtype", "stdin");
      int stdout = client.open("streamtype", "stdout");

      assertThat(client.whole(stdout)).isEqualTo("out\n");
      assertThat(status(client.whole(error)).path("status").asText()).isEqualTo("Success");
      assertThat(client.reset).containsExactly(odd);
    }
  }

  @Test
  void old_versions_get_a_text_and_nothing_on_success() throws Exception {
    List<String> old = SpdyClient.upgrade("channel.k8s.io");
    try (SpdyClient client =
        world.connect(StreamWorld.execPath(List.of("output"), "sh", "-c", "exit 9"), old)) {
      int error = client.open("streamtype", "error");
      client.open("streamtype", "stdout");
      assertThat(client.whole(error)).contains("exit code 9").doesNotContain("{");
    }
    try (SpdyClient client = world.connect(StreamWorld.execPath(List.of("output"), "true"), old)) {
      int error = client.open("streamtype", "error");
      client.open("streamtype", "stdout");
      assertThat(client.whole(error)).isEmpty();
    }
  }

  @Test
  void the_end_of_the_kubelet_is_told_to_open_sessions() throws Exception {
    try (SpdyClient client = world.exec(List.of("output"), "sleep", "600")) {
      int error = client.open("streamtype", "error");
      int stdout = client.open("streamtype", "stdout");
      client.until(() -> client.replied.contains(stdout));

      world.server.close();

      JsonNode status = status(client.whole(error));
      assertThat(status.path("status").asText()).isEqualTo("Failure");
      assertThat(status.path("message").asText()).contains("the kubelet stops");
      client.until(() -> client.lost);
    }
  }

  @Test
  void what_is_no_upgrade_is_told_so() throws Exception {
    String path = StreamWorld.execPath(List.of("output"), "true");

    assertThat(world.connect(path, List.of()).head()).contains(" 400 ", "unable to upgrade");
    assertThat(world.connect(path, SpdyClient.upgrade()).head()).contains(" 400 ");
    assertThat(world.connect(path, SpdyClient.upgrade("v9.channel.k8s.io")).head())
        .contains(" 403 ")
        .containsIgnoringCase("X-Accepted-Stream-Protocol-Versions: v4.channel.k8s.io");
  }

  @Test
  void what_cannot_be_run_is_told_so() throws Exception {
    List<String> upgrade = SpdyClient.upgrade("v4.channel.k8s.io");

    assertThat(world.connect("/exec/default/web/app?command=true", upgrade).head())
        .contains(" 400 ");
    assertThat(world.connect("/exec/default/web/app?output=1", upgrade).head()).contains(" 400 ");
    assertThat(world.connect("/exec/default/nobody/app?output=1&command=a", upgrade).head())
        .contains(" 404 ");
    assertThat(world.connect("/exec/default/web/side?output=1&command=a", upgrade).head())
        .contains(" 500 ");
    assertThat(world.connect("/exec/default/web/other/app?output=1&command=a", upgrade).head())
        .contains(" 404 ");
  }
}
