package dev.hpk.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.disk.PodDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** attach over SPDY to a container on this host. */
class AttachTest {

  @TempDir Path directory;
  private StreamWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new StreamWorld(directory);
    world.server.append("app", 0, "before\n");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private SpdyClient attach(String query) throws IOException {
    return world.connect(
        "/attach/default/web/app?" + query, SpdyClient.upgrade("v4.channel.k8s.io"));
  }

  /** Looks for what comes after a marker, which is printed until it has come through. */
  private void print(SpdyClient client, int stdout, String text) {
    client.until(
        () -> {
          world.server.append("app", 0, ".");
          return client.text(stdout).contains(".");
        });
    world.server.append("app", 0, text);
  }

  @Test
  void output_comes_from_now_on_and_ends_well_with_the_container() throws Exception {
    try (SpdyClient client = attach("output=1")) {
      int error = client.open("streamtype", "error");
      int stdout = client.open("streamtype", "stdout");
      print(client, stdout, "after\n");
      client.until(() -> client.text(stdout).endsWith("after\n"));

      world.container.destroyForcibly();

      assertThat(client.whole(error)).contains("Success");
      assertThat(client.whole(stdout)).doesNotContain("before").endsWith("after\n");
    }
  }

  @Test
  void a_client_that_leaves_leaves_the_container_alone() throws Exception {
    SpdyClient client = attach("output=1");
    client.open("streamtype", "error");
    int stdout = client.open("streamtype", "stdout");
    print(client, stdout, "after\n");
    client.close();
    client.until(() -> world.server.streams.open() == 0);

    assertThat(world.container.isAlive()).isTrue();
    try (SpdyClient again = attach("output=1")) {
      again.open("streamtype", "error");
      int more = again.open("streamtype", "stdout");
      print(again, more, "again\n");
      again.until(() -> again.text(more).endsWith("again\n"));
    }
  }

  @Test
  void input_and_size_go_through_the_script_that_the_supervisor_left() throws Exception {
    Path script =
        world
            .server
            .work
            .pod(ServerWorld.UID)
            .root()
            .resolve(PodDirectory.container("app"))
            .resolve("attach");
    Path sizes = directory.resolve("sizes");
    Files.writeString(
        script,
        "case $1 in input) read -r line; echo \"got $line\" ;;"
            + " resize) echo \"$2 $3\" >>"
            + sizes
            + " ;; esac\n");
    try (SpdyClient client = attach("input=1&output=1&tty=1")) {
      int error = client.open("streamtype", "error");
      int stdin = client.open("streamtype", "stdin");
      int stdout = client.open("streamtype", "stdout");
      int resize = client.open("streamtype", "resize");
      client.send(resize, "{\"Width\":99,\"Height\":33}".getBytes(UTF_8), false);
      client.until(() -> Files.exists(sizes));
      client.send(stdin, "hello\n".getBytes(UTF_8), false);

      assertThat(client.whole(error)).contains("Success");
      assertThat(client.whole(stdout)).isEqualTo("got hello\n");
      assertThat(sizes).hasContent("33 99");
    }
  }

  @Test
  void a_container_that_does_not_run_is_told_so() throws Exception {
    assertThat(
            world
                .connect(
                    "/attach/default/web/side?output=1", SpdyClient.upgrade("v4.channel.k8s.io"))
                .head())
        .contains(" 500 ", "container not found");
  }
}
