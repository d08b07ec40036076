package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmFlagsTest {

  @Test
  void long_and_short_forms_with_and_without_equals_sign_mean_the_same() {
    assertThat(SlurmFlags.parse("-p gpu -pgpu --partition gpu --partition=gpu"))
        .containsOnly(new SbatchOption("partition", "gpu"))
        .hasSize(4);
  }

  @Test
  void short_options_may_share_a_word() {
    assertThat(SlurmFlags.parse("-HON2"))
        .containsExactly(
            new SbatchOption("hold", null),
            new SbatchOption("overcommit", null),
            new SbatchOption("nodes", "2"));
  }

  @Test
  void words_are_unquoted_as_in_a_shell_but_nothing_is_expanded() {
    assertThat(
            SlurmFlags.parse("--constraint='a b' --mail-user=\"$HOME \\\" \\x\" --wckey=a\\ b''"))
        .containsExactly(
            new SbatchOption("constraint", "a b"),
            new SbatchOption("mail-user", "$HOME \" \\x"),
            new SbatchOption("wckey", "a b"));
  }

  @Test
  void an_optional_value_follows_an_equals_sign_only() {
    assertThat(SlurmFlags.parse("--exclusive --nice=5 --exclusive=user -k"))
        .containsExactly(
            new SbatchOption("exclusive", null),
            new SbatchOption("nice", "5"),
            new SbatchOption("exclusive", "user"),
            new SbatchOption("no-kill", null));
  }

  @Test
  void an_option_of_a_newer_slurm_is_passed_on() {
    assertThat(SlurmFlags.parse("--quantum=7 --entangle 3 --superpose --hold"))
        .containsExactly(
            new SbatchOption("quantum", "7"),
            new SbatchOption("entangle", "3"),
            new SbatchOption("superpose", null),
            new SbatchOption("hold", null));
  }

  @Test
  void blank_text_has_no_options() {
    assertThat(SlurmFlags.parse(" \t ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--job-name=x",
        "-Jx",
        "-J x",
        "--job-na x",
        "--output=x",
        "-o x",
        "--out x",
        "--error=x",
        "-ex",
        "--input=x",
        "-i x",
        "--array=1-3",
        "-a 1",
        "--wrap=id",
        "--wrap id",
        "--parsable",
        "--comment=x",
        "--export=ALL",
        "--export-file=x",
        "--requeue",
        "--no-requeue",
        "--chdir=/",
        "-D/",
        "--signal=9",
        "--wait",
        "-W",
        "--test-only",
        "--uid=0",
        "--gid=0",
        "--open-mode=truncate",
        "--het-group=1",
        "-M x",
        "--clusters=x",
        "--help",
        "-h",
        "-V",
        "-HW",
        "-HJx",
        "--container=x"
      })
  void what_would_break_hpk_is_refused_by_name_with_the_reason(String text) {
    assertThatThrownBy(() -> SlurmFlags.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("has --[a-z-]+, which is refused: .{10,}");
  }

  @ParameterizedTest
  @CsvSource({
    "--partition, has no value for --partition",
    "-p, has no value for --partition",
    "--hold=now, 'has a value for --hold, which takes none'",
    "id, has a word that is no option: 'id'",
    "-Z, has an unknown option: -Z",
    "--, has a word that is no option: '--'",
    "--=x, has a word that is no option: '--=x'",
    "-p a : -p b, has ':' for a heterogeneous job: a pod is one job",
    "-p \"a, 'has a quote that does not end: \"'",
    "-p a\\, ends with a backslash",
  })
  void text_that_is_no_list_of_options_is_refused(String text, String message) {
    assertThatThrownBy(() -> SlurmFlags.parse(text)).hasMessage(message.replace("''", "'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--qos=a\nid", "--qos=a\u0000b", "--qos=a\rb", "--qos 'a\n#SBATCH --uid=0'"})
  void line_breaks_and_control_characters_are_refused(String text) {
    assertThatThrownBy(() -> SlurmFlags.parse(text))
        .hasMessage("has a line break or another control character");
  }
}
