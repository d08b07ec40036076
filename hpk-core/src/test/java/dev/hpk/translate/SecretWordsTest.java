package dev.hpk.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hpk.api.HpkException;
import dev.hpk.api.container.Command;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.disk.PodDirectory;
import dev.hpk.testkit.translator.SamplePod;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretWordsTest {

  private static final PodDirectory DIRECTORY = new PodDirectory(Path.of("/pods/x"));

  @Test
  void words_without_secrets_are_left_alone_and_need_no_file() {
    SecretWords words = new SecretWords(container("hidden", "a", "b"));

    assertThat(words.command()).containsExactly("a", "b");
    assertThat(words.file()).isEmpty();
  }

  @Test
  void every_word_with_a_secret_in_it_goes_into_the_file_in_order() {
    SecretWords words = new SecretWords(container("p w", "p w", "plain", "--x=p w;"));

    assertThat(words.command()).hasSize(3).doesNotContain("p w").contains("plain");
    JobFile file = words.file().orElseThrow();
    assertThat(file.path()).isEqualTo("env/main.words");
    assertThat(file.mode()).isEqualTo(0600);
    assertThat(new String(file.content().bytes(), UTF_8)).isEqualTo("p w\0--x=p w;\0");
  }

  @Test
  void an_empty_secret_hides_nothing() {
    assertThat(new SecretWords(container("", "a")).file()).isEmpty();
  }

  @Test
  void a_variable_that_is_not_secret_may_stand_in_the_script() {
    ResolvedContainer container = container(List.of(new EnvVariable("X", "a", false)), "a");

    assertThat(new SecretWords(container).file()).isEmpty();
  }

  @Test
  void a_word_that_looks_like_a_stand_in_is_not_taken_for_one() {
    ResolvedContainer container = container("hidden", "hidden", "hpk-secret-word-0");
    SecretWords words = new SecretWords(container);
    ScriptWriter script = new ScriptWriter();

    words.write(script, "run", Command.builder().add(words.command()).build(), DIRECTORY);

    assertThat(script.toString())
        .contains("exec \"${HPK_SECRET_WORDS[0]}\" 'hpk-secret-word-0'\n")
        .doesNotContain("hidden");
  }

  @Test
  void a_runtime_that_changes_such_words_is_an_error() {
    SecretWords words = new SecretWords(container("hidden", "hidden"));
    Command joined = Command.of("sh", "-c", "exec " + words.command().get(0));

    assertThatExceptionOfType(HpkException.class)
        .isThrownBy(() -> words.write(new ScriptWriter(), "run", joined, DIRECTORY))
        .withMessageContaining("spec.containers[0]");
  }

  private static ResolvedContainer container(String secret, String... command) {
    return container(List.of(new EnvVariable("SECRET", secret, true)), command);
  }

  private static ResolvedContainer container(List<EnvVariable> variables, String... command) {
    return new SamplePod()
        .container(Kind.MAIN, "main", variables, List.of(), spec -> spec.withCommand(command))
        .build()
        .containers()
        .get(0);
  }
}
