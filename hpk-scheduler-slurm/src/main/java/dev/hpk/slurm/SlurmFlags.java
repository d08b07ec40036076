package dev.hpk.slurm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@code slurm.hpk.io/flags}: options of sbatch, written as on a command line. Words
 * are split and unquoted as in a shell, but nothing is expanded.
 */
final class SlurmFlags {

  static final String ANNOTATION = "slurm.hpk.io/flags";

  private final List<String> words;
  private final List<SbatchOption> options = new ArrayList<>();
  private int next;

  private SlurmFlags(List<String> words) {
    this.words = words;
  }

  /**
   * @throws IllegalArgumentException when the text is not a list of options, or one of them would
   *     break HPK; the message is a sentence without its subject
   */
  static List<SbatchOption> parse(String text) {
    SlurmFlags flags = new SlurmFlags(split(text));
    while (flags.next < flags.words.size()) {
      flags.readOption(flags.words.get(flags.next++));
    }
    return List.copyOf(flags.options);
  }

  private void readOption(String word) {
    if (word.equals(":")) {
      throw new IllegalArgumentException("has ':' for a heterogeneous job: a pod is one job");
    }
    if (word.startsWith("--") && word.length() > 2) {
      readLong(word.substring(2));
      return;
    }
    if (word.startsWith("-") && word.length() > 1 && !word.startsWith("--")) {
      readShort(word.substring(1));
      return;
    }
    throw new IllegalArgumentException("has a word that is no option: '" + word + "'");
  }

  private void readLong(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException("has a word that is no option: '--" + text + "'");
    }
    String value = equals < 0 ? null : text.substring(equals + 1);
    switch (SbatchOptions.arity(name)) {
      case NONE -> {
        if (value != null) {
          throw new IllegalArgumentException("has a value for --" + name + ", which takes none");
        }
        add(name, null);
      }
      case OPTIONAL -> add(name, value);
      case REQUIRED -> add(name, value == null ? nextWord(name) : value);
      case UNKNOWN -> add(name, value == null && nextIsValue() ? words.get(next++) : value);
    }
  }

  /** One or more short options in one word, of which the last may have a value: {@code -HN2}. */
  private void readShort(String letters) {
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      String name =
          SbatchOptions.longName(letter)
              .orElseThrow(() -> new IllegalArgumentException("has an unknown option: -" + letter));
      String rest = letters.substring(i + 1);
      if (SbatchOptions.arity(name) == SbatchOptions.Arity.NONE) {
        add(name, null);
        continue;
      }
      if (!rest.isEmpty()) {
        add(name, rest.startsWith("=") ? rest.substring(1) : rest);
      } else {
        add(
            name,
            SbatchOptions.arity(name) == SbatchOptions.Arity.OPTIONAL ? null : nextWord(name));
      }
      return;
    }
  }

  private void add(String name, @Nullable String value) {
    SbatchOptions.refusal(name)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("has --" + name + ", which is refused: " + reason);
            });
    options.add(new SbatchOption(name, value));
  }

  private String nextWord(String name) {
    if (next == words.size()) {
      throw new IllegalArgumentException("has no value for --" + name);
    }
    return words.get(next++);
  }

  private boolean nextIsValue() {
    return next < words.size() && !words.get(next).startsWith("-");
  }

  private static List<String> split(String text) {
    if (text.chars().anyMatch(c -> c == 0 || (Character.isISOControl(c) && c != '\t'))) {
      throw new IllegalArgumentException("has a line break or another control character");
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean started = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean last = i + 1 == text.length();
      if (quote == '\'') {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\\') {
        if (last) {
          throw new IllegalArgumentException("ends with a backslash");
        }
        char escaped = text.charAt(++i);
        if (quote == '"' && "\"\\$`".indexOf(escaped) < 0) {
          word.append(c);
        }
        word.append(escaped);
        started = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        started = true;
      } else if (c == ' ' || c == '\t') {
        if (started) {
          words.add(word.toString());
          word.setLength(0);
          started = false;
        }
      } else {
        word.append(c);
        started = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("has a quote that does not end: " + quote);
    }
    if (started) {
      words.add(word.toString());
    }
    return words;
  }
}
