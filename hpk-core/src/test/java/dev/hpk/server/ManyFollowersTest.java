package dev.hpk.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred clients of one log, on plain sockets. */
@Timeout(180)
class ManyFollowersTest {

  private static final int FOLLOWERS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<Socket> sockets = new ArrayList<>();
  private ServerWorld world;
  private SSLContext trust;

  @BeforeEach
  void start() {
    world = new ServerWorld(directory).started().running("app", 0);
    world.append("app", 0, "");
    trust = world.trust(null);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    world.close();
  }

  /** A log whose headers were read. Without chunks: HTTP 1.0. */
  private BufferedReader follow() {
    try {
      Socket plain = new Socket();
      plain.setReceiveBufferSize(64 << 10);
      plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), world.port()));
      SSLSocket socket =
          (SSLSocket) trust.getSocketFactory().createSocket(plain, "127.0.0.1", world.port(), true);
      sockets.add(socket);
      socket
          .getOutputStream()
          .write(
              "GET /containerLogs/default/web/app?follow=true HTTP/1.0\r\n\r\n"
                  .getBytes(ISO_8859_1));
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      assertThat(reader.readLine()).contains(" 200 ");
      for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
        assertThat(line).contains(":");
      }
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitFollowers(int count) {
    await().atMost(PATIENCE).until(() -> world.server.followers() == count);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("hpk-"))
        .count();
  }

  private static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void all_get_every_line_and_cost_no_thread_and_leave_no_descriptor() throws IOException {
    BufferedReader first = follow();
    awaitFollowers(1);
    long threads = threads();
    long descriptors = descriptors();
    List<BufferedReader> readers =
        new ArrayList<>(Stream.generate(this::follow).limit(FOLLOWERS - 1).toList());
    readers.add(first);
    awaitFollowers(FOLLOWERS);

    world.append("app", 0, "one\n");
    for (BufferedReader reader : readers) {
      assertThat(reader.readLine()).isEqualTo("one");
    }
    world.append("app", 0, "two\n");
    for (BufferedReader reader : readers) {
      assertThat(reader.readLine()).isEqualTo("two");
    }

    // the pool of readers may have grown to its size meanwhile
    assertThat(threads()).isLessThanOrEqualTo(threads + 4);

    for (Socket socket : sockets.subList(1, sockets.size())) {
      socket.close();
    }
    awaitFollowers(1);
    await().atMost(PATIENCE).until(() -> world.server.connections() == 1);
    await().atMost(PATIENCE).until(() -> descriptors() <= descriptors + 2);
  }

  @Test
  void one_that_does_not_read_holds_nobody_up_and_is_not_read_for() throws IOException {
    follow(); // and never reads
    BufferedReader reader = follow();
    awaitFollowers(2);
    String line = "x".repeat(9_999) + "\n";
    int lines = 200;
    int times = 20;

    for (int time = 0; time < times; time++) {
      world.append("app", 0, line.repeat(lines));
      for (int count = 0; count < lines; count++) {
        assertThat(reader.readLine()).hasSize(9_999);
      }
    }

    // one copy for the one that reads, and for the other what the sockets hold
    long all = (long) times * lines * line.length();
    assertThat(world.server.logBytesRead()).isLessThan(all + all / 2);
    assertThat(world.server.connections()).isEqualTo(2);
  }
}
