package dev.hpk.examples;

import static dev.hpk.examples.KubectlExecSuite.awaitOutput;
import static dev.hpk.examples.KubectlExecSuite.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.examples.Kubectl.Outcome;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type at their pods, and what they read then, whatever the container engine. */
abstract class KubectlCommandsSuite extends LiveSuite {

  private static final String WAIT = "trap 'exit 0' TERM; while :; do sleep 1; done";

  @TempDir private Path directory;
  private Pod several;
  private Pod preparing;
  private Pod ended;

  KubectlCommandsSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void create() {
    several = live().create("several", KubectlCommandsSuite::withSeveral);
    preparing =
        live()
            .shell(
                "preparing",
                "true",
                pod ->
                    pod.editSpec()
                        .addToInitContainers(container("first", "echo preparing; " + WAIT).build())
                        .endSpec());
    ended = live().shell("ended", "echo one; echo two; echo three");
    live()
        .shell(
            "held",
            "true",
            pod ->
                pod.editMetadata()
                    .withAnnotations(Map.of("slurm.hpk.io/flags", "--hold"))
                    .endMetadata());
    live().awaitPod(several, pod -> isReady(pod));
    live()
        .awaitPod(
            preparing,
            pod ->
                pod.getStatus().getInitContainerStatuses().stream()
                    .anyMatch(status -> status.getState().getRunning() != null));
    live().awaitPhase(ended, "Succeeded");
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private static ContainerBuilder container(String name, String line) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(LivePods.IMAGE)
        .withCommand("sh", "-c", line);
  }

  private static PodBuilder withSeveral(PodBuilder pod) {
    return pod.editMetadata()
        .withAnnotations(Map.of("kubectl.kubernetes.io/default-container", "second"))
        .endMetadata()
        .editSpec()
        .addToInitContainers(
            container("side", "echo from side; " + WAIT).withRestartPolicy("Always").build())
        .addToContainers(
            container("main", "echo from main; " + WAIT).build(),
            container("second", "echo from second; " + WAIT).build())
        .endSpec();
  }

  private Kubectl kubectl(String... words) {
    return new Kubectl(live().namespace(), words);
  }

  private Kubectl runPod(String name, String options, String... command) {
    String here = "{\"spec\":{\"nodeName\":\"" + live().node() + "\"}}";
    Kubectl run =
        kubectl(
            "run",
            name,
            options,
            "--rm",
            "--restart=Never",
            "--image=" + LivePods.IMAGE,
            "--pod-running-timeout=2m",
            "--overrides=" + here,
            "--");
    return run.and(command);
  }

  private String exec(String pod, String container, String... command) {
    Outcome outcome = kubectl("exec", pod, "-c", container, "--").and(command).run();
    assertThat(outcome.err()).isEmpty();
    return outcome.text();
  }

  private Outcome refused(String... words) {
    Outcome outcome = kubectl(words).run();
    assertThat(outcome.code()).as(outcome.text()).isNotZero();
    return outcome;
  }

  @Test
  void a_pod_is_run_at_a_terminal_and_removed_at_its_end() throws Exception {
    Path output = directory.resolve("terminal");
    Process client = runPod("shell", "-it", "sh").inTerminal().start(output);
    try (OutputStream keys = client.getOutputStream()) {
      awaitOutput(output, "try pressing enter");
      type(keys, "echo $((6 * 7))\n");
      awaitOutput(output, "\n42\r\n");
      type(keys, "stty size\n");
      awaitOutput(output, "33 99");
      type(keys, "exit 3\n");

      assertThat(client.waitFor(120, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(client.exitValue()).as(Files.readString(output)).isEqualTo(3);
    assertThat(Files.readString(output)).contains("pod \"shell\" deleted");
    assertThat(live().client().pods().inNamespace(live().namespace()).withName("shell").get())
        .isNull();
  }

  @Test
  void what_is_piped_into_a_pod_comes_out_once() throws IOException {
    Outcome outcome =
        runPod("piped", "-i", "sh", "-c", "cat; echo end").with("from a file\n").run();

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.text()).startsWith("from a file\nend\n").containsOnlyOnce("end");
    assertThat(outcome.err()).doesNotContain("rror", "attach to pod");
  }

  @Test
  void a_prompt_is_shown_before_a_line_ends() throws Exception {
    Path output = directory.resolve("prompt");
    Process client =
        kubectl("exec", "-i", "several", "--", "sh")
            .and("-c", "printf 'name? '; read -r name; echo \"hello $name\"")
            .start(output);
    try (OutputStream keys = client.getOutputStream()) {
      awaitOutput(output, "name? ");
      type(keys, "you\n");

      assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(output).hasContent("name? hello you\n");
  }

  @Test
  void output_is_no_terminal_where_none_was_asked_for() {
    assertThat(exec("several", "main", "sh", "-c", "[ -t 1 ] || [ -t 2 ] || echo none"))
        .isEqualTo("none\n");
  }

  @Test
  void a_container_for_debugging_is_entered_at_once_and_again() throws Exception {
    Path output = directory.resolve("debug");
    Process client =
        kubectl("debug", "-it", "several", "--image=" + LivePods.IMAGE, "--target=main")
            .and("--container=looks", "--", "sh")
            .inTerminal()
            .start(output);
    try (OutputStream keys = client.getOutputStream()) {
      awaitOutput(output, "try pressing enter");
      type(keys, "ps -o pid,args\n");
      awaitOutput(output, "while :; do sleep 1; done");
      assertThat(exec("several", "looks", "echo", "entered")).isEqualTo("entered\n");
      type(keys, "exit\n");

      assertThat(client.waitFor(120, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(client.exitValue()).as(Files.readString(output)).isZero();
  }

  @Test
  void a_copy_of_a_pod_runs_another_command() {
    Outcome copy =
        kubectl("debug", "several", "--copy-to=copy", "--same-node", "--share-processes=false")
            .and("--container=main", "--", "sh", "-c", "echo copied; " + WAIT)
            .run();
    assertThat(copy.code()).as(copy.err()).isZero();

    Outcome ready = kubectl("wait", "--for=condition=Ready", "pod/copy", "--timeout=2m").run();

    assertThat(ready.text()).as(ready.err()).isEqualTo("pod/copy condition met\n");
    assertThat(live().kubectl("logs", "copy", "-c", "main")).isEqualTo("copied\n");
  }

  @Test
  void waiting_for_a_state_ends_when_it_is_reached() {
    Outcome phase =
        kubectl("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/ended", "--timeout=60s")
            .run();

    assertThat(phase.text()).as(phase.err()).isEqualTo("pod/ended condition met\n");
  }

  @Test
  void events_and_descriptions_tell_the_pod_s_life() {
    live().awaitEvent(ended, "Started");

    for (String[] words :
        new String[][] {
          {"events", "--for", "pod/ended"},
          {"get", "events", "--field-selector=involvedObject.name=ended"}
        }) {
      assertThat(live().kubectl(words)).contains("Created", "Started", "main");
    }
    assertThat(live().kubectl("describe", "pod", "ended"))
        .containsPattern("Node: +" + live().node() + "/")
        .containsPattern("Status: +Succeeded")
        .containsPattern("Reason: +Completed")
        .containsPattern("Exit Code: +0")
        .contains("Started container main")
        .doesNotContain("invalid", "unknown");
    assertThat(live().kubectl("get", "pods", "-o", "wide").lines())
        .anyMatch(line -> line.matches("ended +0/1 +Completed +0 .* " + live().node() + " .*"))
        .anyMatch(line -> line.matches("several +3/3 +Running +0 .* " + live().node() + " .*"))
        .anyMatch(line -> line.matches("preparing +0/1 +Init:0/1 +0 .*"));
  }

  @Test
  void logs_of_all_containers_are_told_apart_and_followed() throws Exception {
    String begin = "[pod/several/";
    Path output = directory.resolve("followed");
    assertThat(live().kubectl("logs", "several", "--all-containers", "--prefix").lines())
        .contains(begin + "side] from side", begin + "main] from main")
        .contains(begin + "second] from second");
    assertThat(live().kubectl("logs", "several")).isEqualTo("from second\n");

    Process follower =
        kubectl("logs", "several", "-f", "--all-containers", "--prefix", "--since-time")
            .and("2020-01-01T00:00:00Z")
            .start(output);
    try {
      await()
          .atMost(LivePods.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(Files.readString(output))
                      .contains("] from side", "] from main", "] from second"));
    } finally {
      follower.destroyForcibly();
    }
    assertThat(live().kubectl("logs", "ended", "--since-time=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(live().kubectl("logs", "ended", "--limit-bytes=5")).isEqualTo("one\nt");
    assertThat(live().kubectl("logs", "ended", "--tail=1", "--timestamps"))
        .matches("20\\S+ three\n");
  }

  @Test
  void each_kind_of_container_is_entered_and_the_annotated_one_without_its_name() {
    Outcome annotated =
        kubectl("exec", "several", "--", "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline").run();

    assertThat(annotated.text()).contains("from second");
    assertThat(annotated.err()).isEmpty();
    assertThat(exec("several", "side", "echo", "in a sidecar")).isEqualTo("in a sidecar\n");
    assertThat(exec("preparing", "first", "echo", "in an init container"))
        .isEqualTo("in an init container\n");
  }

  @Test
  void what_cannot_be_entered_yet_or_any_more_is_said() {
    assertThat(refused("exec", "held", "--", "true").err()).contains("pod \"held\" is not running");
    assertThat(refused("exec", "preparing", "-c", "main", "--", "true").err())
        .contains("container not found (\"main\")");
    assertThat(refused("exec", "ended", "--", "true").err()).contains("completed pod");
    assertThat(refused("exec", "nobody", "--", "true").err()).contains("\"nobody\" not found");
    assertThat(refused("exec", "several", "-c", "other", "--", "true").err())
        .contains("container other is not valid for pod several out of: main, second");
    assertThat(refused("attach", "held").err()).contains("pod \"held\" is not running");
    assertThat(refused("port-forward", "held", ":80").err()).contains("Pending");
    assertThat(refused("logs", "held").err()).contains("is waiting to start");
    assertThat(refused("logs", "ended", "--previous").err())
        .contains("previous terminated container \"main\" in pod \"ended\" not found");
  }

  @Test
  void a_command_that_is_not_there_or_none_has_a_shell_s_exit_code() {
    Outcome missing = refused("exec", "several", "--", "no-such-command");
    Outcome noProgram = refused("exec", "several", "--", "/etc");

    assertThat(missing.err()).contains("no-such-command", "No such file or directory");
    assertThat(missing.code()).isEqualTo(127);
    assertThat(noProgram.err()).contains("/etc", "Permission denied");
    assertThat(noProgram.code()).isEqualTo(126);
  }

  @Test
  void a_pod_that_is_deleted_ends_what_is_run_in_it() throws Exception {
    Pod pod = live().shell("deleted", WAIT);
    live().awaitPhase(pod, "Running");
    Path output = directory.resolve("deleted");
    Process client =
        kubectl("exec", "deleted", "--", "sh", "-c", "echo begun; exec sleep 1000").start(output);
    awaitOutput(output, "begun\n");

    live().resource(pod).delete();

    assertThat(client.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(Kubectl.error(output)))
        .isEqualTo("command terminated with exit code 137\n");
    assertThat(client.exitValue()).isEqualTo(137);
  }
}
