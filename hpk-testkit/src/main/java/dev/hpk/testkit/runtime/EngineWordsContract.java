package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.CommandResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What arrives in a container: words, variables, working directory, and what comes back: output and
 * exit code.
 */
public abstract class EngineWordsContract extends EngineContract {

  /** Names of variables that the engine keeps for itself, as its documentation says. */
  protected Set<String> reservedVariables() {
    return Set.of();
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
}
