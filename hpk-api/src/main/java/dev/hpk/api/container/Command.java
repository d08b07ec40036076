package dev.hpk.api.container;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A command that runs inside a job: words, never a line for a shell. The one quoter of HPK turns it
 * into shell.
 *
 * @param words program and arguments; at least one
 */
public record Command(List<Word> words) {

  public Command {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command has no words");
    }
  }

  public static Command of(String... words) {
    return builder().add(words).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the words of a command. */
  public static final class Builder {

    private final List<Word> words = new ArrayList<>();

    private Builder() {}

    public Builder add(String... texts) {
      for (String text : texts) {
        words.add(Word.of(text));
      }
      return this;
    }

    public Builder add(Collection<String> texts) {
      texts.forEach(text -> words.add(Word.of(text)));
      return this;
    }

    public Builder add(JobVariable variable) {
      words.add(Word.of(variable));
      return this;
    }

    public Builder add(Word word) {
      words.add(word);
      return this;
    }

    public Command build() {
      return new Command(words);
    }
  }
}
