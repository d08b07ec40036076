package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.CommandResult;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.SandboxSpec.Processes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As whom and how guarded processes are, seen from inside. */
public abstract class EngineSecurityContract extends EngineContract {

  /** Of linux/capability.h. */
  private static final int CHOWN = 0;

  private static final int NET_BIND_SERVICE = 10;
  private static final int NET_RAW = 13;

  @Test
  void user_and_group_are_those_that_the_pod_chooses() {
    if (!runtime.abilities().contains(RuntimeAbility.RUN_AS_USER)) {
      return;
    }
    String ids = "id -u; id -g";

    assertThat(print(container(busybox).user(1234).group(1235), ids)).isEqualTo("1234\n1235\n");
    assertThat(print(container(busybox).user(0).group(77), ids)).isEqualTo("0\n77\n");
  }

  @Test
  void a_container_that_must_not_be_root_runs_as_the_user_of_its_image() {
    Privileges nonRoot = new Privileges(List.of(), List.of(), false, true, false, List.of());

    ImagePlan image = image("hpk/user:1");
    CommandResult fetched = host.fetch(image);
    assertThat(fetched.exitCode()).as(fetched.stderr()).isZero();

    CommandResult result =
        run(container(image).privileges(nonRoot).command("/bin/sh", "-c", "id -u; id -g"));

    assertThat(result.stdout()).as(result.stderr()).isEqualTo("1234\n1234\n");
  }

  @Test
  void root_may_what_root_may_in_a_user_namespace() {
    String shown =
        print(container(busybox), "grep CapEff /proc/self/status; cat /proc/self/uid_map");

    assertThat(has(shown, "CapEff", CHOWN)).isTrue();
    assertThat(shown.lines().skip(1).toList())
        .noneMatch(line -> line.strip().split(" +", -1)[2].equals("4294967295"));
  }

  @Test
  void capabilities_are_taken_away() {
    if (!runtime.abilities().contains(RuntimeAbility.CAPABILITIES)) {
      return;
    }
    String status = "cat /proc/self/status";

    String all = print(privileges(List.of(), List.of("ALL"), false), status);
    assertThat(all).contains("CapEff:\t0000000000000000\n", "CapBnd:\t0000000000000000\n");

    String some = print(privileges(List.of(), List.of("NET_RAW", "CHOWN"), false), status);
    assertThat(has(some, "CapEff", CHOWN)).isFalse();
    assertThat(has(some, "CapBnd", NET_RAW)).isFalse();
    assertThat(has(some, "CapEff", NET_BIND_SERVICE)).isTrue();

    String one = print(privileges(List.of("NET_BIND_SERVICE"), List.of("ALL"), false), status);
    assertThat(has(one, "CapEff", NET_BIND_SERVICE)).isTrue();
    assertThat(has(one, "CapBnd", CHOWN)).isFalse();
  }

  @Test
  void nothing_gains_privileges_where_the_pod_says_so() {
    if (!runtime.abilities().contains(RuntimeAbility.NO_NEW_PRIVILEGES)) {
      return;
    }
    String ask = "grep NoNewPrivs /proc/self/status";
    Privileges guarded = new Privileges(List.of(), List.of("ALL"), true, false, false, List.of());

    assertThat(print(privileges(List.of(), List.of(), true), ask)).isEqualTo("NoNewPrivs:\t1\n");
    assertThat(print(container(busybox).privileges(guarded), ask)).isEqualTo("NoNewPrivs:\t1\n");
    assertThat(print(container(busybox).user(1234).privileges(guarded), ask))
        .isEqualTo("NoNewPrivs:\t1\n");
  }

  @Test
  void further_groups_are_those_that_the_pod_names() {
    if (!runtime.abilities().contains(RuntimeAbility.SUPPLEMENTAL_GROUPS)) {
      return;
    }
    Privileges groups =
        new Privileges(List.of(), List.of(), false, false, false, List.of(4000L, 5000L));

    assertThat(print(container(busybox).user(1234).group(1235).privileges(groups), "id -G").strip())
        .satisfies(
            shown ->
                assertThat(shown.split(" ")).containsExactlyInAnyOrder("1235", "4000", "5000"));
  }

  @Test
  void processes_and_memory_are_the_containers_own_unless_the_pod_says_otherwise() {
    String ask =
        "readlink /proc/self/ns/pid; readlink /proc/self/ns/ipc; ls -d /proc/[0-9]* | wc -l";
    List<String> own = print(container(busybox), ask).lines().toList();
    String pid = namespace("pid");
    String ipc = namespace("ipc");

    assertThat(own).doesNotContain(pid, ipc);
    assertThat(Integer.parseInt(own.get(2).strip())).isLessThan(10);
    if (runtime.abilities().contains(RuntimeAbility.HOST_PROCESSES)) {
      assertThat(print(container(busybox).processes(Processes.HOST), ask)).contains(pid);
    }
    if (runtime.abilities().contains(RuntimeAbility.HOST_IPC)) {
      assertThat(print(container(busybox).hostIpc(), ask)).contains(ipc);
    }
  }

  @Test
  void containers_of_a_pod_see_each_others_processes_on_request() {
    SandboxSpec shared =
        new SandboxSpec("uid", "pod", NetworkMode.HOST, Processes.POD, false, Map.of());
    if (!runtime.abilities().contains(RuntimeAbility.POD_PROCESSES)) {
      return;
    }
    Process sandbox = host.startSandbox(shared);
    try {
      RunningContainer first =
          start(
              container(busybox)
                  .name("first")
                  .processes(Processes.POD)
                  .command("/bin/sh", "-c", "echo up; exec sleep 4242"));
      first.awaitOutput("up");
      first.firstProcess();

      assertThat(print(container(busybox).name("second").processes(Processes.POD), "ps"))
          .contains("sleep 4242");
      assertThat(first.enter(List.of("/bin/sh", "-c", "ps")).stdout()).contains("sleep 4242");
      first.kill();
      assertThat(first.end().exitCode()).isEqualTo(137);
      assertThat(first.clean().exitCode()).isZero();
    } finally {
      sandbox.destroy();
    }
  }

  private ContainerSpecs privileges(List<String> added, List<String> dropped, boolean noNew) {
    return container(busybox)
        .privileges(new Privileges(added, dropped, noNew, false, false, List.of()));
  }

  private String print(ContainerSpecs container, String script) {
    CommandResult result = run(container.command("/bin/sh", "-c", script));
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout();
  }

  private String namespace(String kind) {
    return host.run(List.of("readlink", "/proc/self/ns/" + kind)).stdout().strip();
  }

  private static boolean has(String status, String set, int capability) {
    String line =
        status.lines().filter(text -> text.startsWith(set + ":")).findFirst().orElseThrow();
    long mask = Long.parseUnsignedLong(line.substring(line.indexOf('\t') + 1), 16);
    return (mask >> capability & 1) == 1;
  }
}
