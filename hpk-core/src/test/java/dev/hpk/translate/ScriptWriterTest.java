package dev.hpk.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Word;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptWriterTest {

  private static final String PRINT_ARGUMENTS =
      "print() { (($#)) || return 0; printf '%s\\0' \"$@\"; }\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void hostile_words_of_a_command_reach_the_program_byte_for_byte(String locale) throws Exception {
    List<String> words = hostileWords();
    ScriptWriter script = new ScriptWriter().verbatim(PRINT_ARGUMENTS);
    script.function("run", Command.builder().add("print").add(words).build());
    script.verbatim("run\n");

    assertThat(printed(script, locale)).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void hostile_values_of_an_array_come_back_byte_for_byte(String locale) throws Exception {
    List<String> words = hostileWords();
    ScriptWriter script = new ScriptWriter().verbatim(PRINT_ARGUMENTS).array("X", words, 3);
    script.verbatim("print \"${X[@]}\"\n");

    assertThat(printed(script, locale)).isEqualTo(words);
  }

  @Test
  void hostile_values_of_variables_come_back_byte_for_byte() throws Exception {
    List<String> words = hostileWords();
    ScriptWriter script = new ScriptWriter().verbatim(PRINT_ARGUMENTS);
    words.forEach(word -> script.assign("X", word).verbatim("print \"$X\"\n"));

    assertThat(printed(script, "C.UTF-8")).isEqualTo(words);
  }

  @Test
  void a_word_of_100_kilobytes_arrives_in_another_program_whole() throws Exception {
    String large = "a'\"$(x)\n".repeat(100 * 1024 / 8);
    ScriptWriter script = new ScriptWriter();
    script.replacement("run", Command.of("/usr/bin/printf", "%s\\0", large)).verbatim("(run)\n");

    assertThat(printed(script, "C.UTF-8")).containsExactly(large);
  }

  @Test
  void variables_of_the_job_are_expanded_as_one_word_and_not_read_again() throws Exception {
    ScriptWriter script =
        new ScriptWriter()
            .verbatim(PRINT_ARGUMENTS)
            .assign("HPK_SCRATCH", "/a b/$(echo no)*")
            .assign("HPK_ATTEMPT", 2);
    Word path = Word.of(JobVariable.SCRATCH).then("/it's ").then(JobVariable.ATTEMPT);
    script.function("run", Command.builder().add("print").add(path).build()).verbatim("run\n");

    assertThat(printed(script, "C.UTF-8")).containsExactly("/a b/$(echo no)*/it's 2");
  }

  @Test
  void list_variables_become_as_many_words_as_they_have() throws Exception {
    ScriptWriter script =
        new ScriptWriter()
            .verbatim("set -u\n" + PRINT_ARGUMENTS)
            .array("HPK_IMAGE_ENTRYPOINT", List.of())
            .array("HPK_IMAGE_COMMAND", List.of("", "b c", "*"));
    Command command =
        Command.builder()
            .add("print")
            .add(JobVariable.IMAGE_ENTRYPOINT)
            .add(JobVariable.IMAGE_COMMAND)
            .build();
    script.function("run", command).verbatim("run\n");

    assertThat(printed(script, "C.UTF-8")).containsExactly("", "b c", "*");
  }

  @Test
  void a_program_whose_name_is_a_word_of_bash_is_a_program() throws Exception {
    ScriptWriter script = new ScriptWriter().function("run", Command.of("if", "a=b"));
    script.verbatim("run\n");

    Bash.Answer answer = Bash.run(folder, script.toString(), Map.of());

    assertThat(answer.exit()).isEqualTo(127);
    assertThat(answer.text()).contains("if: command not found");
  }

  @Test
  void a_comment_stays_one_line() throws Exception {
    ScriptWriter script = new ScriptWriter().comment("a\nexit 3\r\nexit 4");

    assertThat(Bash.run(folder, script.toString(), Map.of()).exit()).isZero();
  }

  @Test
  void a_nul_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ScriptWriter().assign("X", "a\0b"));
    assertThatIllegalArgumentException().isThrownBy(() -> ScriptWriter.quote("\0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a;b", "1a", "a-b", "a\n", "ä"})
  void a_name_that_is_none_of_bash_is_refused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ScriptWriter().assign(name, "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScriptWriter().array(name, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScriptWriter().function(name, Command.of("x")));
  }

  private List<String> printed(ScriptWriter script, String locale) throws Exception {
    Bash.Answer answer =
        Bash.run(folder, script.toString(), Map.of("LC_ALL", locale, "LANG", locale));
    assertThat(answer.exit()).describedAs(answer.text()).isZero();
    List<String> words = new ArrayList<>(List.of(answer.text().split("\0", -1)));
    assertThat(words.remove(words.size() - 1)).isEmpty();
    return words;
  }

  private static List<String> hostileWords() {
    List<String> words =
        new ArrayList<>(
            List.of(
                "",
                " ",
                "'",
                "''",
                "\\",
                "\\'",
                "'\\''",
                "\"",
                "$(touch x)",
                "`touch x`",
                "${HOME}",
                "$HOME",
                "$'\\n'",
                "!!",
                "!1",
                "~",
                "*",
                "?",
                "[a-z]",
                "{a,b}",
                "-n",
                "--",
                "-e\\n",
                "a\nb",
                "\n",
                "trailing\n\n",
                "\r\n",
                "\t",
                "#x",
                "a#b",
                ";exit 1",
                "&",
                "|",
                ">x",
                "<x",
                "<<EOF\nEOF",
                "a=b",
                "\u0001\u007f\u0002",
                "\u001b[31m",
                "ü€😀",
                "\u00a0\u2028\ufeff",
                "%s%n",
                "x'; exit 1; '",
                "\\\n",
                "a\\"));
    Random random = new Random(20261130);
    String alphabet = "'\"\\$`!*?[]{}()<>|&;#~=%- \t\n\r\u0001\u0002\u007fabcé€😀";
    int[] characters = alphabet.codePoints().toArray();
    for (int count = 0; count < 300; count++) {
      words.add(
          random
              .ints(random.nextInt(40), 0, characters.length)
              .mapToObj(index -> Character.toString(characters[index]))
              .collect(Collectors.joining()));
    }
    return words;
  }
}
