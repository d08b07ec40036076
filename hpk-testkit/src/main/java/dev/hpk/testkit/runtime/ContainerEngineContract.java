package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every container engine must do with the commands that its runtime describes. Extend it, and
 * say how the runtime is made; it runs as the user who runs the tests. It needs a registry with the
 * images of HPK's testbed: {@code library/busybox:1}, and {@code hpk/entrypoint:1} (entrypoint
 * {@code /bin/entry --fixed}, which prints each of its arguments on a line; command {@code one
 * two}; variable {@code IMAGE_VAR=from-image}; working directory {@code /srv/app}).
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ContainerEngineContract {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Path directory;
  private ContainerRuntime runtime;
  private EngineHost host;
  private ImagePlan busybox;
  private ImagePlan entrypoint;

  /**
   * A new runtime on the real engine.
   *
   * @param workDirectory shared by all hosts
   * @param registry the registry, host and port; it speaks plain http
   */
  protected abstract ContainerRuntime runtime(Path workDirectory, String registry);

  /** Names of variables that the engine keeps for itself, as its documentation says. */
  protected Set<String> reservedVariables() {
    return Set.of();
  }

  @BeforeAll
  void fetch_the_images(@TempDir Path temporary) throws IOException {
    directory = temporary;
    Files.createDirectories(directory.resolve("images"));
    runtime = runtime(directory, registry());
    host = new EngineHost(runtime, directory);
    busybox = image("library/busybox:1");
    entrypoint = image("hpk/entrypoint:1");
    for (ImagePlan image : List.of(busybox, entrypoint)) {
      CommandResult fetched = host.fetch(image);
      assertThat(fetched.exitCode()).as(fetched.stderr()).isZero();
    }
  }

  @Test
  void the_exit_code_is_the_container_s() {
    assertThat(shell("exit 0").exitCode()).isZero();
    assertThat(shell("exit 42").exitCode()).isEqualTo(42);
    assertThat(shell("kill -KILL $$; exec false; exit 3").exitCode()).isIn(1, 137);
  }

  @Test
  void output_and_errors_arrive_and_nothing_else() {
    CommandResult result = shell("echo out; echo error >&2");

    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("error\n");
  }

  @Test
  void the_image_s_entrypoint_and_command_run_where_the_pod_names_none() {
    assertThat(run(container(entrypoint)).stdout()).isEqualTo("--fixed\none\ntwo\n");
    assertThat(run(container(entrypoint).command().args()).stdout())
        .isEqualTo("--fixed\none\ntwo\n");
  }

  @Test
  void arguments_alone_replace_the_image_s_command() {
    assertThat(run(container(entrypoint).args("a", "--help")).stdout())
        .isEqualTo("--fixed\na\n--help\n");
  }

  @Test
  void a_command_replaces_entrypoint_and_command() {
    assertThat(run(container(entrypoint).command("/bin/printf", "[%s]")).stdout()).isEqualTo("[]");
    assertThat(run(container(entrypoint).command("printf").args("[%s]", "x")).stdout())
        .isEqualTo("[x]");
  }

  @Test
  void words_arrive_byte_for_byte() {
    List<String> words = new ArrayList<>(ContainerRuntimeContract.HOSTILE);
    words.add("x".repeat(100_000));
    words.add("hpk/entrypoint:1");
    CommandResult result =
        run(
            container(busybox)
                .command("/bin/sh", "-c", "for w; do printf '%s|' \"$w\"; done", "sh")
                .args(words));

    assertThat(result.stdout()).isEqualTo(String.join("|", words) + "|");
  }

  @Test
  void variables_arrive_byte_for_byte() {
    Map<String, String> variables = new LinkedHashMap<>();
    int number = 0;
    for (String value : ContainerRuntimeContract.HOSTILE) {
      variables.put("VALUE_" + number++, value);
    }
    variables.put("LONG", "y".repeat(100_000));
    variables.put("IMAGE_VAR", "from-pod");
    variables.put("discovery.type", "single-node");
    variables.put("HOME", "/home/app");
    variables.put("PATH", "/opt/app/bin:/bin:/usr/bin");
    variables.put("USER", "app");
    variables.put("TMPDIR", "/var/tmp");
    variables.put("LANG", "de_DE.UTF-8");
    variables.put("TERM", "dumb");
    variables.put("SLURM_NODELIST", "mine");
    variables.put("XDG_RUNTIME_DIR", "/run/app");
    variables.put("name", "lower");
    variables.put("options", "lower");
    variables.put("http_proxy", "http://proxy:1");

    for (String name : List.of("UID", "GID")) {
      if (!reservedVariables().contains(name)) {
        variables.put(name, "5");
      }
    }

    assertThat(environment(variables)).containsAllEntriesOf(variables);
  }

  @Test
  void what_the_linker_heeds_arrives_too_and_leaves_the_engine_alone() {
    Map<String, String> variables =
        Map.of("LD_LIBRARY_PATH", "/opt/lib", "LD_PRELOAD", "", "PYTHONPATH", "/nowhere");

    Map<String, String> found = environment(variables);

    assertThat(found.get("LD_LIBRARY_PATH")).startsWith("/opt/lib");
    assertThat(found.get("PYTHONPATH")).isEqualTo("/nowhere");
  }

  @Test
  void the_image_s_variables_survive_and_the_host_s_stay_outside() {
    Map<String, String> found = environment(Map.of());

    assertThat(found).containsEntry("IMAGE_VAR", "from-image");
    assertThat(found.get("PATH")).contains("/usr/bin", "/bin");
    assertThat(found).doesNotContainValue("leaked");
    assertThat(found)
        .doesNotContainKeys("HPK_TEST_LEAK", "SLURM_JOB_ID", "USER", "TMPDIR", "SCRATCH", "LANG");
  }

  @Test
  void the_working_directory_is_the_pod_s_or_else_the_image_s() {
    assertThat(run(container(entrypoint).command("pwd")).stdout()).isEqualTo("/srv/app\n");
    assertThat(run(container(entrypoint).command("pwd").directory("/var")).stdout())
        .isEqualTo("/var\n");
  }

  @Test
  void the_host_name_is_the_pod_s() {
    assertThat(run(container(busybox).name("named").command("hostname")).stdout())
        .isEqualTo("pod-named\n");
  }

  @Test
  void mounts_appear_where_they_should_whatever_their_names() throws IOException {
    Path source = Files.createDirectory(directory.resolve("odd, \"name\":a b"));
    Files.writeString(source.resolve("file"), "content\n");
    Mount readOnly = new Mount(Word.of(source.toString()), "/mnt/x, \"y\":z/deep", true);
    Mount writable = new Mount(Word.of(source.toString()), "/new/deep", false);
    String script =
        "cat '/mnt/x, \"y\":z/deep/file'; touch '/mnt/x, \"y\":z/deep/no'; echo two >/new/deep/made";

    CommandResult result =
        run(container(busybox).mounts(readOnly, writable).command("/bin/sh", "-c", script));

    assertThat(result.stdout()).isEqualTo("content\n");
    assertThat(result.stderr()).contains("Read-only file system");
    assertThat(source.resolve("made")).hasContent("two\n");
    assertThat(source.resolve("no")).doesNotExist();
    assertThat(Files.getOwner(source.resolve("made"))).isEqualTo(Files.getOwner(source));
  }

  @Test
  void a_termination_message_reaches_its_file_wherever_it_is_mounted() throws IOException {
    Path first = Files.createFile(directory.resolve("first.message"));
    Path second = Files.createFile(directory.resolve("second.message"));

    run(
        container(busybox)
            .mounts(
                new Mount(Word.of(first.toString()), "/dev/termination-log", false),
                new Mount(Word.of(second.toString()), "/etc/made/message", false))
            .command(
                "/bin/sh", "-c", "echo one >/dev/termination-log; echo two >/etc/made/message"));

    assertThat(first).hasContent("one\n");
    assertThat(second).hasContent("two\n");
  }

  @Test
  void memory_can_be_mounted_as_dev_shm() throws IOException {
    Path memory = Files.createDirectory(directory.resolve("shm"));

    run(
        container(busybox)
            .mounts(new Mount(Word.of(memory.toString()), "/dev/shm", false))
            .command("/bin/sh", "-c", "echo one >/dev/shm/file"));

    assertThat(memory.resolve("file")).hasContent("one\n");
  }

  @Test
  void a_container_may_write_anywhere_and_leaves_nothing_behind() throws IOException {
    String script =
        "mkdir -m 0 /closed && mkdir /deep && touch /deep/file && rm /etc/passwd"
            + " && dd if=/dev/zero of=/large bs=1M count=80 2>/dev/null && stat -c %s /large";
    ContainerSpec container = container(busybox).command("/bin/sh", "-c", script).build();
    RunningContainer running = host.start(container, Map.of());
    CommandResult result = running.end();

    assertThat(result.stdout()).as(result.stderr()).isEqualTo("83886080\n");
    assertThat(running.clean().exitCode()).isZero();
    assertThat(run(container(busybox).command("ls", "/large", "/closed")).exitCode()).isNotZero();
    assertThat(leftovers(container)).isEmpty();
  }

  @Test
  void a_read_only_root_cannot_be_written_to() {
    CommandResult result =
        run(container(busybox).readOnlyRoot().command("/bin/sh", "-c", "touch /x || exit 9"));

    assertThat(result.exitCode()).isEqualTo(9);
  }

  @Test
  void root_in_a_container_may_change_owners_and_its_files_can_be_removed() throws IOException {
    if (!runtime.abilities().contains(RuntimeAbility.FAKEROOT)) {
      assertThat(shell("id -u").stdout()).isNotEqualTo("0\n");
      return;
    }
    String script =
        "mkdir -m 700 /own && touch /own/file && chown -R 5:6 /own && stat -c %u:%g /own/file; id -u";
    ContainerSpec container = container(busybox).command("/bin/sh", "-c", script).build();
    RunningContainer running = host.start(container, Map.of());

    assertThat(running.end().stdout()).isEqualTo("5:6\n0\n");
    assertThat(running.clean().exitCode()).isZero();
    assertThat(leftovers(container)).isEmpty();
  }

  @Test
  void a_chosen_user_is_never_root_and_may_write_to_volumes() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    CommandResult result =
        run(
            container(busybox)
                .user(1234)
                .mounts(new Mount(Word.of(volume.toString()), "/data", false))
                .command("/bin/sh", "-c", "id -u; touch /data/file"));

    if (runtime.abilities().contains(RuntimeAbility.RUN_AS_USER)) {
      assertThat(result.stdout()).as(result.stderr()).isEqualTo("1234\n");
    } else {
      assertThat(result.stdout()).as(result.stderr()).isNotEqualTo("0\n");
    }
    assertThat(Files.getOwner(volume.resolve("file"))).isEqualTo(Files.getOwner(volume));
  }

  @Test
  void term_reaches_the_first_process_which_ends_as_it_likes() {
    RunningContainer running =
        start(
            container(busybox)
                .command(
                    "/bin/sh", "-c", "trap 'echo got; exit 7' TERM; echo up; sleep 60 & wait"));
    running.awaitOutput("up");
    running.terminate();
    CommandResult result = running.end();
    running.clean();

    assertThat(result.stdout()).isEqualTo("up\ngot\n");
    assertThat(result.exitCode()).isEqualTo(7);
  }

  @Test
  void the_first_process_is_the_pod_s_own_and_number_one() {
    RunningContainer running = start(container(busybox).command("sleep", "60"));
    long first = running.firstProcess();

    await()
        .atMost(LONGEST)
        .untilAsserted(
            () ->
                assertThat(Files.readString(Path.of("/proc/" + first + "/cmdline")))
                    .endsWith("sleep\00060\000"));
    assertThat(running.enter(List.of("cat", "/proc/1/comm")).stdout()).isEqualTo("sleep\n");
    running.kill();
    assertThat(running.end().exitCode()).isEqualTo(137);
    assertThat(running.clean().exitCode()).isZero();
    assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void after_the_engine_itself_was_killed_nothing_of_the_container_is_left() {
    RunningContainer running =
        start(container(busybox).command("/bin/sh", "-c", "trap '' TERM; sleep 60 & wait"));
    long first = running.firstProcess();
    running.killEngine();
    running.end();

    assertThat(running.clean().exitCode()).isZero();
    await().atMost(LONGEST).until(() -> isGone(first));
  }

  @Test
  void what_is_entered_sees_the_container_s_files_variables_and_directory() {
    RunningContainer running =
        host.start(
            container(entrypoint)
                .command("/bin/sh", "-c", "touch /mark; echo up; sleep 60")
                .environment(List.of("SET"))
                .build(),
            Map.of("SET", "a b\nc"));
    running.awaitOutput("up");
    CommandResult result =
        running.enter(
            List.of("/bin/sh", "-c", "ls /mark; pwd; echo \"$SET$IMAGE_VAR\"; hostname; exit 5"));
    CommandResult hostile =
        running.enter(
            List.of(
                "/bin/sh",
                "-c",
                "for w; do printf '%s|' \"$w\"; done",
                "sh",
                "",
                "--help",
                "$(id)",
                "a\nb"));
    running.kill();
    running.end();
    running.clean();

    assertThat(result.stdout())
        .as(result.stderr())
        .isEqualTo("/mark\n/srv/app\na b\ncfrom-image\npod-main\n");
    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(hostile.stdout()).isEqualTo("|--help|$(id)|a\nb|");
  }

  @Test
  void a_command_that_is_not_there_fails_with_the_engine_s_words() {
    CommandResult result = run(container(busybox).command("no-such-command"));

    assertThat(result.exitCode()).isIn(126, 127, 255);
    assertThat(result.complaint()).matches("(FATAL:|Error:).*no-such-command.*");
  }

  @Test
  void an_image_that_is_not_there_is_refused_with_the_registry_s_words() {
    ImagePlan missing = image("hpk/no-such-image:1");
    CommandResult result = host.fetch(missing);

    assertThat(result.succeeded()).isFalse();
    assertThat(result.complaint()).contains("manifest unknown").contains("hpk/no-such-image");
    assertThat(host.isPresent(missing)).isFalse();
  }

  @Test
  void a_registry_that_does_not_answer_is_named() {
    CommandResult result =
        host.fetch(runtime.image(ImageReference.parse("127.0.0.1:1/hpk/hello:1")));

    assertThat(result.succeeded()).isFalse();
    assertThat(result.complaint()).contains("127.0.0.1:1").contains("connection refused");
  }

  @Test
  void one_image_can_be_fetched_twice_at_once() throws InterruptedException {
    Process first = host.startFetch(image("hpk/hello:1"));
    Process second = host.startFetch(image("hpk/hello:1"));

    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
  }

  @Test
  void a_fetch_that_was_killed_half_way_does_no_harm() throws InterruptedException {
    ImagePlan image = image("hpk/user:1");
    Process fetch = host.startFetch(image);
    await()
        .atMost(LONGEST)
        .until(() -> fetch.descendants().findAny().isPresent() || !fetch.isAlive());
    fetch.descendants().forEach(ProcessHandle::destroyForcibly);
    fetch.destroyForcibly().waitFor();

    CommandResult again = host.fetch(image);

    assertThat(again.exitCode()).as(again.stderr()).isZero();
    assertThat(host.isPresent(image)).isTrue();
    assertThat(run(container(image).command("echo", "up")).stdout()).isEqualTo("up\n");
  }

  private static String registry() {
    String registry = System.getenv("HPK_TESTBED_REGISTRY");
    return registry == null ? "127.0.0.1:5000" : registry;
  }

  private ImagePlan image(String name) {
    return runtime.image(ImageReference.parse(registry() + "/" + name));
  }

  private static ContainerSpecs container(ImagePlan image) {
    return ContainerSpecs.of(image).uid(UUID.randomUUID().toString());
  }

  private RunningContainer start(ContainerSpecs container) {
    return host.start(container.build(), Map.of());
  }

  private CommandResult run(ContainerSpecs container) {
    return host.run(container.build(), Map.of());
  }

  private CommandResult shell(String script) {
    return run(container(busybox).command("/bin/sh", "-c", script));
  }

  private Map<String, String> environment(Map<String, String> variables) {
    CommandResult result =
        host.run(
            container(entrypoint)
                .command("/bin/cat", "/proc/self/environ")
                .environment(List.copyOf(variables.keySet()))
                .build(),
            variables);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : result.stdout().split("\000")) {
      int equals = line.indexOf('=');
      found.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return found;
  }

  /** What lies in the scratch directory under the container's name. */
  private List<Path> leftovers(ContainerSpec container) throws IOException {
    try (var files = Files.find(directory, 3, (file, attributes) -> true)) {
      return files
          .filter(file -> file.getFileName().toString().contains(container.name() + "-0"))
          .filter(file -> !file.toString().endsWith(".pid"))
          .toList();
    }
  }

  private static boolean isGone(long process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process + "/status"));
      return status.contains("State:\tZ") || status.contains("State:\tX");
    } catch (IOException e) {
      return true;
    }
  }
}
