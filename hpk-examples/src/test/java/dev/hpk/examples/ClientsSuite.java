package dev.hpk.examples;

import static dev.hpk.examples.KubectlExecSuite.awaitOutput;
import static dev.hpk.examples.KubectlExecSuite.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.examples.Kubectl.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exec, attach, cp, port-forward and logs by all clients, whatever the container engine. */
abstract class ClientsSuite extends LiveSuite {

  private static final int BYTES = 2_000_000;

  @TempDir private Path directory;
  private int first;
  private int second;
  private Pod attached;

  ClientsSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void run() throws IOException {
    first = freePort();
    second = freePort();
    String serve = "nc -ll -p %d -e cat & exec nc -ll -p %d -e cat".formatted(first, second);
    Pod target =
        live()
            .shell(
                "target",
                serve,
                with ->
                    with.editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .addToRequests("memory", new Quantity("1Gi"))
                        .endResources()
                        .endContainer()
                        .endSpec());
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Kubectl run(StreamClient client, String... words) {
    return client.of(live().namespace(), words);
  }

  private Path output(String name) {
    return directory.resolve(name + System.nanoTime());
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void output_errors_and_exit_code_come_apart(StreamClient client) {
    Outcome outcome =
        run(client, "exec", "target", "--", "sh", "-c", "echo out; echo err >&2; exit 3").run();

    assertThat(outcome.text()).as(outcome.err()).isEqualTo("out\n");
    assertThat(outcome.err()).startsWith("err\n");
    assertThat(outcome.code()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void input_comes_back_as_output(StreamClient client) throws IOException {
    byte[] bytes = random(client.name().hashCode(), BYTES);
    Path input = Files.write(output("input"), bytes);

    Outcome outcome =
        run(client, "exec", "-i", "target", "--", "head", "-c", String.valueOf(BYTES))
            .with(input)
            .run();

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void a_terminal_follows_the_size_of_the_client_s(StreamClient client) throws Exception {
    Path output = output("terminal");
    String resize =
        "(until grep -q '33 99' %s; do sleep 0.1; done; stty rows 40 cols 120 </dev/tty) &";
    String look =
        "until [ \"$(stty size)\" = '33 99' ]; do sleep 0.1; done; stty size;"
            + " until [ \"$(stty size)\" = '40 120' ]; do sleep 0.1; done; stty size; exit 5";
    Process process =
        run(client, "exec", "-it", "target", "--", "sh", "-c", look)
            .inTerminal(resize.formatted(output))
            .start(output);

    await().atMost(LivePods.LIMIT).until(() -> !process.isAlive());
    assertThat(Files.readString(output)).contains("33 99", "40 120");
    assertThat(process.exitValue()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void what_one_client_attached_writes_is_seen_by_it_and_by_another_that_follows_the_log(
      StreamClient client) throws Exception {
    Path log = output("log");
    Process follower = run(client, "logs", "-f", "attached").start(log);
    try {
      for (String word : List.of(client + " first", client + " second")) {
        Path output = output("attached");
        Process process = run(client, "attach", "-i", "attached").start(output);
        try (OutputStream keys = process.getOutputStream()) {
          await()
              .atMost(LivePods.LIMIT)
              .untilAsserted(
                  () -> {
                    type(keys, word + "\n");
                    assertThat(Files.readString(output)).contains("got " + word);
                  });
        } finally {
          process.destroyForcibly();
        }
        awaitOutput(log, "got " + word);
      }
    } finally {
      follower.destroyForcibly();
    }
    assertThat(live().resource(attached).get().getStatus().getPhase()).isEqualTo("Running");
  }

  @ParameterizedTest
  @EnumSource
  void ports_are_forwarded_both_ways_several_at_once(StreamClient client) throws Exception {
    Path output = output("forward");
    Process process =
        run(client, "port-forward", "target", ":" + first, ":" + second).start(output);
    try {
      awaitOutput(output, " -> " + first);
      awaitOutput(output, " -> " + second);
      echoesAtOnce(List.of(localPort(output, first), localPort(output, second)));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Six connections, half of them to each port. */
  static void echoesAtOnce(List<Integer> ports) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Future<Boolean>> echoes =
          IntStream.range(0, 6)
              .mapToObj(number -> pool.submit(() -> echoes(ports.get(number % 2), number)))
              .toList();
      for (Future<Boolean> echo : echoes) {
        assertThat(echo.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static boolean echoes(int port, int seed) throws IOException {
    byte[] sent = random(seed, 30_000);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(sent);
      return Arrays.equals(sent, socket.getInputStream().readNBytes(sent.length));
    }
  }

  private static int localPort(Path output, int port) throws IOException {
    return Integer.parseInt(
        Files.readString(output).replaceFirst("(?s).*127.0.0.1:(\\d+) -> " + port + "\\b.*", "$1"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "KUBECTL.*")
  void directories_are_copied_both_ways(StreamClient client) throws IOException {
    Path there = Files.createDirectory(directory.resolve("there-" + client));
    Files.write(there.resolve("large"), random(1, 20_000_000));
    for (int number = 0; number < 100; number++) {
      Files.write(there.resolve("file " + number), random(number, 1000));
    }
    Path back = directory.resolve("back-" + client);

    Outcome copied = run(client, "cp", there.toString(), "target:/tmp/" + client).run();
    Outcome returned = run(client, "cp", "target:/tmp/" + client, back.toString()).run();

    assertThat(copied.code()).as(copied.err()).isZero();
    assertThat(returned.code()).as(returned.err()).isZero();
    assertThat(LivePods.run("diff", "-r", there.toString(), back.toString())).isEmpty();
  }

  @Test
  void fabric8_runs_commands_with_input_and_terminal() throws Exception {
    Fabric8Streams streams = new Fabric8Streams(live().client(), live().namespace());

    streams.outputErrorsAndExitCodeComeApart("target");
    streams.inputComesBackAsOutput("target", random(8, BYTES));
    streams.aTerminalFollowsItsSize("target");
  }

  @Test
  void fabric8_attaches_forwards_ports_and_follows() throws Exception {
    Fabric8Streams streams = new Fabric8Streams(live().client(), live().namespace());

    streams.attachesTwice("attached");
    streams.forwards("target", first, second);
  }
}
