package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"A", "_A", "a1_B", "PATH2", "UIDS", "BASH_ENV", "UID", "PPID", "SHLVL", "_", "1A"})
  void only_a_name_that_bash_hands_on_is_exportable(String name) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", "export \"$1=hunter2\" && exec env", "bash", name)
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    boolean handedOn = printed.lines().anyMatch((name + "=hunter2")::equals);

    assertThat(ShellName.isExportable(name)).isEqualTo(handedOn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls.crt", "a-b", "BASH_ARGV", "a b", "", "ä", "A\n"})
  void other_names_are_never_exportable(String name) {
    assertThat(ShellName.isExportable(name)).isFalse();
  }
}
