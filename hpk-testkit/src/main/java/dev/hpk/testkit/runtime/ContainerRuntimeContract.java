package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.Word;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ContainerRuntime} must describe, whatever its engine. Extend it, and say how
 * the runtime is made; nothing is run.
 */
public abstract class ContainerRuntimeContract {

  /** Words that a careless hand would hand to a shell. */
  protected static final List<String> HOSTILE =
      List.of(
          "", " ", "-n", "--", "--help", "$(id)", "`id`", "it's", "\"q\"", "a\nb", "*", "\\", "é");

  /** A new runtime with its defaults. */
  protected abstract ContainerRuntime runtime();

  @Test
  void the_same_image_is_found_in_the_same_place() {
    assertThat(image("busybox")).isEqualTo(image("docker.io/library/busybox:latest"));
  }

  @Test
  protected void different_images_never_share_a_key() {
    String digest = "@sha256:" + "0123456789abcdef".repeat(4);
    List<String> names =
        List.of(
            "a/b/c",
            "a/b_c",
            "a/b-c",
            "a/b.c",
            "a/b:c",
            "reg.io/a:1",
            "reg.io:5000/a:1",
            "reg.io/a:1" + digest,
            "reg.io/a" + digest,
            "reg.io/" + "x".repeat(200) + ":1",
            "reg.io/" + "x".repeat(200) + ":2");
    assertThat(names.stream().map(this::image).map(ImagePlan::key)).doesNotHaveDuplicates();
    assertThat(names.stream().map(this::image).map(ImagePlan::key))
        .allMatch(key -> key.length() <= 150);
  }

  @Test
  void a_description_is_always_the_same() {
    assertThat(runtime().run(container().command("a").build()))
        .isEqualTo(runtime().run(container().command("a").build()));
  }

  @Test
  void command_and_arguments_end_the_run_command_each_as_a_word_of_its_own() {
    Command run = runtime().run(container().command("/bin/x").args(HOSTILE).build());

    assertThat(end(run, HOSTILE.size() + 1))
        .isEqualTo(words(Stream.concat(Stream.of("/bin/x"), HOSTILE.stream()).toList()));
  }

  @Test
  void a_command_without_arguments_leaves_the_image_s_own_out() {
    Command run = runtime().run(container().command("/bin/x", "y").build());

    assertThat(end(run, 2)).isEqualTo(words(List.of("/bin/x", "y")));
    assertThat(run.words())
        .doesNotContain(Word.of(JobVariable.IMAGE_ENTRYPOINT), Word.of(JobVariable.IMAGE_COMMAND));
  }

  @Test
  protected void arguments_alone_leave_the_image_s_command_out() {
    Command run = runtime().run(container().args(HOSTILE).build());

    assertThat(end(run, HOSTILE.size())).isEqualTo(words(HOSTILE));
    assertThat(run.words()).doesNotContain(Word.of(JobVariable.IMAGE_COMMAND));
  }

  @Test
  void what_is_entered_ends_with_the_words_to_run() {
    if (!runtime().abilities().contains(RuntimeAbility.ENTER)) {
      assertThat(runtime().enter(container().build(), List.of("id"))).isEmpty();
      return;
    }
    Command enter = runtime().enter(container().command("a").build(), HOSTILE).orElseThrow();

    assertThat(end(enter, HOSTILE.size())).isEqualTo(words(HOSTILE));
  }

  @Test
  void the_host_s_network_needs_no_sandbox() {
    assertThat(runtime().sandbox(new SandboxSpec("uid", "pod", NetworkMode.HOST))).isEmpty();
  }

  @Test
  void a_private_network_is_held_by_a_sandbox_where_the_runtime_can() {
    boolean able = runtime().abilities().contains(RuntimeAbility.PRIVATE_NETWORK);

    assertThat(runtime().sandbox(new SandboxSpec("uid", "pod", NetworkMode.PRIVATE)).isPresent())
        .isEqualTo(able);
  }

  @Test
  void names_put_before_variables_are_acceptable_to_a_shell() {
    assertThat(runtime().environmentPrefix()).matches("[A-Za-z_][A-Za-z0-9_]*|");
  }

  @Test
  void the_version_names_the_runtime() {
    assertThat(runtime().version()).matches("[a-z][a-z0-9-]*://\\S+");
  }

  @Test
  void it_can_be_closed_more_than_once_and_first_of_all() {
    ContainerRuntime runtime = runtime();
    runtime.close();
    runtime.close();
    assertThat(runtime.abilities()).isNotNull();
  }

  /** A container of an image that the runtime knows. */
  protected final ContainerSpecs container() {
    return ContainerSpecs.of(image("reg.example/team/app:1"));
  }

  protected final ImagePlan image(String name) {
    return runtime().image(ImageReference.parse(name));
  }

  /** The last words of a command. */
  protected static List<Word> end(Command command, int count) {
    List<Word> words = command.words();
    return words.subList(Math.max(0, words.size() - count), words.size());
  }

  protected static List<Word> words(List<String> texts) {
    return texts.stream().map(Word::of).toList();
  }

  /** All literal text of a container's run command. */
  protected final String text(ContainerSpec container) {
    StringBuilder text = new StringBuilder();
    for (Word word : runtime().run(container).words()) {
      word.parts().forEach(part -> text.append(part instanceof Word.Literal l ? l.text() : part));
      text.append('\n');
    }
    return text.toString();
  }
}
