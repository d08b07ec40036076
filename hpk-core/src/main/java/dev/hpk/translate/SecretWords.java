package dev.hpk.translate;

import dev.hpk.api.HpkException;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.Word;
import dev.hpk.api.container.Word.Literal;
import dev.hpk.api.job.Content;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.disk.PodDirectory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets out of the job script: the words of a container's command and arguments that hold
 * the value of a secret variable. They go into a file of mode 0600 and the script reads them from
 * there when the container starts. The runtime sees a stand-in for each.
 *
 * <p>A word is taken for secret when it contains a secret value, however it came there: that can be
 * too many, never too few.
 */
final class SecretWords {

  private static final String ARRAY = "HPK_SECRET_WORDS";

  private final ResolvedContainer container;
  private final List<String> secrets;
  private final String standIn;
  private final List<String> words = new ArrayList<>();
  private final @Nullable List<String> command;
  private final @Nullable List<String> args;

  SecretWords(ResolvedContainer container) {
    this.container = container;
    this.secrets =
        container.environment().stream()
            .filter(EnvVariable::secret)
            .map(EnvVariable::value)
            .filter(value -> !value.isEmpty())
            .toList();
    this.standIn = unusedName(container);
    this.command = withoutSecrets(container.command());
    this.args = withoutSecrets(container.args());
  }

  /** The command with stand-ins; null when the image's own is to run. */
  @Nullable List<String> command() {
    return command;
  }

  /** The arguments with stand-ins; null when the image's own are to follow. */
  @Nullable List<String> args() {
    return args;
  }

  /** The file of the secret words, each with a NUL; empty when there are none. */
  Optional<JobFile> file() {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    words.forEach(word -> text.append(word).append('\0'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return Optional.of(
        new JobFile(PodDirectory.secretWords(container.name()), Content.of(bytes), 0600));
  }

  /** Writes the function that is the container. */
  void write(ScriptWriter script, String function, Command run, PodDirectory directory) {
    List<String> before = new ArrayList<>();
    if (!words.isEmpty()) {
      String file = directory.root().resolve(PodDirectory.secretWords(container.name())).toString();
      before.add("mapfile -t -d '' " + ARRAY + " <" + ScriptWriter.quote(file) + " || exit");
    }
    script.replacement(function, before, run.words().stream().map(this::quoted).toList());
  }

  private String quoted(Word word) {
    boolean hasStandIn =
        word.parts().stream()
            .anyMatch(part -> part instanceof Literal literal && literal.text().contains(standIn));
    if (!hasStandIn) {
      return ScriptWriter.quote(word);
    }
    for (int index = 0; index < words.size(); index++) {
      if (word.equals(Word.of(standIn + index))) {
        return "\"${" + ARRAY + "[" + index + "]}\"";
      }
    }
    throw new HpkException(
        HpkException.Kind.INTERNAL,
        "the container runtime changes the words of "
            + container.field()
            + ": words that hold secrets cannot be passed on");
  }

  private @Nullable List<String> withoutSecrets(@Nullable List<String> original) {
    if (original == null) {
      return null;
    }
    List<String> result = new ArrayList<>();
    for (String word : original) {
      if (secrets.stream().noneMatch(word::contains)) {
        result.add(word);
        continue;
      }
      result.add(standIn + words.size());
      words.add(word);
    }
    return result;
  }

  /** A text that no word of the container contains. */
  private static String unusedName(ResolvedContainer container) {
    List<String> all = new ArrayList<>();
    if (container.command() != null) {
      all.addAll(container.command());
    }
    if (container.args() != null) {
      all.addAll(container.args());
    }
    String name = "hpk-secret-word-";
    while (contains(all, name)) {
      name = "x" + name;
    }
    return name;
  }

  private static boolean contains(List<String> words, String text) {
    return words.stream().anyMatch(word -> word.contains(text));
  }
}
