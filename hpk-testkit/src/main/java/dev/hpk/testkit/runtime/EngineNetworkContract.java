package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the containers of a pod share when the pod has a network of its own. */
public abstract class EngineNetworkContract extends EngineContract {

  private static final SandboxSpec SANDBOX = new SandboxSpec("uid", "pod", NetworkMode.PRIVATE);
  private static final String ASK = "wget -q -O - http://127.0.0.1:8080/hostname";

  @Test
  void containers_of_a_private_network_share_localhost_and_nobody_else_has_it() {
    if (!runtime.abilities().contains(RuntimeAbility.PRIVATE_NETWORK)) {
      assertThat(runtime.sandbox(SANDBOX)).isEmpty();
      return;
    }
    Process sandbox = host.startSandbox(SANDBOX);
    try {
      RunningContainer server =
          host.start(inPrivate("server", "exec httpd -f -p 8080 -h /etc"), Map.of());
      server.firstProcess();
      await().atMost(LONGEST).until(() -> run("client", ASK).equals("pod-server\n"));

      assertThat(server.enter(List.of("/bin/sh", "-c", ASK)).stdout()).isEqualTo("pod-server\n");
      assertThat(shell(ASK).exitCode()).isNotZero();
      server.kill();
      assertThat(server.end().exitCode()).isEqualTo(137);
      assertThat(server.clean().exitCode()).isZero();
    } finally {
      sandbox.destroy();
    }
  }

  @Test
  void the_outside_is_reached_from_a_private_network_and_its_address_is_there() throws IOException {
    if (!runtime.abilities().contains(RuntimeAbility.PRIVATE_NETWORK)) {
      assertThat(runtime.sandbox(SANDBOX)).isEmpty();
      return;
    }
    Process sandbox = host.startSandbox(SANDBOX);
    try (ServerSocket server = new ServerSocket(0, 5, outside())) {
      answer(server, "hello from outside");
      String says = host.sandboxSays(SANDBOX);
      assertThat(says).doesNotContain("warning ");
      Matcher address = Pattern.compile("(?m)^address (\\S+)$").matcher(says);
      assertThat(address.find()).as(says).isTrue();

      assertThat(run("addresses", "ip address")).contains(" " + address.group(1) + "/");
      assertThat(
              run(
                  "client",
                  "nc -w 20 "
                      + server.getInetAddress().getHostAddress()
                      + " "
                      + server.getLocalPort()
                      + " </dev/null"))
          .isEqualTo("hello from outside");
    } finally {
      sandbox.destroy();
    }
  }

  @Test
  void in_a_private_network_exit_code_and_term_are_as_ever() {
    if (!runtime.abilities().contains(RuntimeAbility.PRIVATE_NETWORK)) {
      assertThat(runtime.sandbox(SANDBOX)).isEmpty();
      return;
    }
    Process sandbox = host.startSandbox(SANDBOX);
    try {
      RunningContainer container =
          host.start(inPrivate("main", "trap 'exit 7' TERM; echo up; sleep 60 & wait"), Map.of());
      container.awaitOutput("up");
      container.terminate();

      assertThat(container.end().exitCode()).isEqualTo(7);
      assertThat(container.clean().exitCode()).isZero();
    } finally {
      sandbox.destroy();
    }
  }

  /** An address of this host that is not its loopback. */
  private static InetAddress outside() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(Inet4Address.class::isInstance)
        .filter(address -> !address.isLoopbackAddress())
        .findFirst()
        .orElseThrow();
  }

  private static void answer(ServerSocket server, String text) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // the client says that nothing came
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private String run(String name, String script) {
    CommandResult result = host.run(inPrivate(name, script), Map.of());
    return result.stdout();
  }

  private ContainerSpec inPrivate(String name, String script) {
    return container(busybox)
        .name(name)
        .network(NetworkMode.PRIVATE)
        .command("/bin/sh", "-c", script)
        .build();
  }
}
