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
 * The words of a container's command and arguments, and the variables, that the script makes when
 * the container starts: those that hold what only the job knows, such as the pod's address, and
 * words that hold the value of a secret variable. Secrets go into a file of mode 0600 from which
 * the script reads them, so that they never stand in it. The runtime sees a stand-in for each word.
 *
 * <p>A word is taken for secret when it contains a secret value, however it came there: that can be
 * too many, never too few.
 */
final class SecretWords {

  private static final String SECRETS = "HPK_SECRET_WORDS";
  private static final String VARIABLES = "HPK_LATE_VARIABLES";

  private final ResolvedContainer container;
  private final List<String> secretValues;
  private final String standIn;
  private final List<String> secretWords = new ArrayList<>();
  private final List<String> madeWords = new ArrayList<>();
  private final List<String> madeVariables = new ArrayList<>();
  private final @Nullable List<String> command;
  private final @Nullable List<String> args;

  SecretWords(ResolvedContainer container) {
    this.container = container;
    this.secretValues =
        container.environment().stream()
            .filter(EnvVariable::secret)
            .flatMap(variable -> literals(variable.value()).stream())
            .filter(value -> !value.isEmpty())
            .toList();
    this.standIn = unusedName(container);
    this.command = withStandIns(container.command());
    this.args = withStandIns(container.args());
    for (EnvVariable variable : container.environment()) {
      if (variable.value().text().isEmpty()) {
        Word whole = Word.of(variable.name() + "=").then(variable.value());
        madeVariables.add(bash(whole, variable.secret()));
      }
    }
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
    if (secretWords.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    secretWords.forEach(word -> text.append(word).append('\0'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return Optional.of(
        new JobFile(PodDirectory.secretWords(container.name()), Content.of(bytes), 0600));
  }

  /** Writes the function that is the container. */
  void write(ScriptWriter script, String function, Command run, PodDirectory directory) {
    List<String> before = new ArrayList<>();
    if (!secretWords.isEmpty()) {
      String file = directory.root().resolve(PodDirectory.secretWords(container.name())).toString();
      before.add("mapfile -t -d '' " + SECRETS + " <" + ScriptWriter.quote(file) + " || exit");
    }
    madeVariables.forEach(variable -> before.add(VARIABLES + "+=(" + variable + ")"));
    script.replacement(function, before, run.words().stream().map(this::quoted).toList());
  }

  private String quoted(Word word) {
    if (literals(word).stream().noneMatch(text -> text.contains(standIn))) {
      return ScriptWriter.quote(word);
    }
    for (int index = 0; index < madeWords.size(); index++) {
      if (word.equals(Word.of(standIn + index))) {
        return madeWords.get(index);
      }
    }
    throw new HpkException(
        HpkException.Kind.INTERNAL,
        "the container runtime changes the words of "
            + container.field()
            + ": words that are made in the job cannot be passed on");
  }

  private @Nullable List<String> withStandIns(@Nullable List<Word> original) {
    if (original == null) {
      return null;
    }
    List<String> result = new ArrayList<>();
    for (Word word : original) {
      boolean secret = isSecret(word);
      Optional<String> text = word.text();
      if (text.isPresent() && !secret) {
        result.add(text.get());
        continue;
      }
      result.add(standIn + madeWords.size());
      madeWords.add(bash(word, secret));
    }
    return result;
  }

  private boolean isSecret(Word word) {
    String text = String.join("\0", literals(word));
    return secretValues.stream().anyMatch(text::contains);
  }

  /** The word as bash; the text of a secret one is read from the file. */
  private String bash(Word word, boolean secret) {
    if (!secret) {
      return ScriptWriter.quote(word);
    }
    StringBuilder made = new StringBuilder();
    for (Word.Part part : word.parts()) {
      if (part instanceof Literal literal) {
        made.append("\"${").append(SECRETS).append('[').append(secretWords.size()).append("]}\"");
        secretWords.add(literal.text());
      } else {
        made.append(ScriptWriter.quote(new Word(List.of(part))));
      }
    }
    return made.toString();
  }

  private static List<String> literals(Word word) {
    return word.parts().stream()
        .filter(Literal.class::isInstance)
        .map(part -> ((Literal) part).text())
        .toList();
  }

  /** A text that no word of the container contains. */
  private static String unusedName(ResolvedContainer container) {
    List<String> all = new ArrayList<>();
    if (container.command() != null) {
      container.command().forEach(word -> all.addAll(literals(word)));
    }
    if (container.args() != null) {
      container.args().forEach(word -> all.addAll(literals(word)));
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
