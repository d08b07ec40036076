package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import java.util.List;
import java.util.Map;
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
      assertThat(run("devices", "grep -c : /proc/net/dev")).isEqualTo("1\n");
      server.kill();
      assertThat(server.end().exitCode()).isEqualTo(137);
      assertThat(server.clean().exitCode()).isZero();
    } finally {
      sandbox.destroyForcibly();
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
      sandbox.destroyForcibly();
    }
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
