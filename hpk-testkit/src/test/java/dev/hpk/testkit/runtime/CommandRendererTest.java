package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandRendererTest {

  @Test
  void variables_are_put_in_and_lists_become_words() {
    Command command =
        Command.builder()
            .add("run")
            .add(Word.of(JobVariable.SCRATCH).then("/a b"))
            .add(JobVariable.IMAGE_ENTRYPOINT)
            .add(JobVariable.IMAGE_COMMAND)
            .add("")
            .build();
    CommandRenderer renderer =
        new CommandRenderer()
            .bind(JobVariable.SCRATCH, "/s")
            .bind(JobVariable.IMAGE_ENTRYPOINT, List.of("x", "y"))
            .bind(JobVariable.IMAGE_COMMAND, List.of());

    assertThat(renderer.argv(command)).containsExactly("run", "/s/a b", "x", "y", "");
  }

  @Test
  void a_variable_that_is_not_bound_is_named() {
    Command command = Command.builder().add("run").add(JobVariable.ATTEMPT).build();

    assertThatThrownBy(() -> new CommandRenderer().argv(command)).hasMessageContaining("ATTEMPT");
  }
}
