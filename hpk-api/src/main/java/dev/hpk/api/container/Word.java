package dev.hpk.api.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One word of a {@link Command}: literals and variables that only the job knows, joined without
 * spaces. A list variable stands alone in its word.
 *
 * @param parts at least one
 */
public record Word(List<Part> parts) {

  /** A piece of a word. */
  public sealed interface Part {}

  /** Text that is taken as it is, whatever characters it has. */
  public record Literal(String text) implements Part {
    public Literal {
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a word has a NUL");
      }
    }
  }

  /** A value that the supervisor puts in. */
  public record Variable(JobVariable variable) implements Part {}

  public Word {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a word has no parts");
    }
    for (Part part : parts) {
      if (part instanceof Variable variable && variable.variable().isList() && parts.size() > 1) {
        throw new IllegalArgumentException(variable.variable() + " is a list and stands alone");
      }
    }
  }

  public static Word of(String text) {
    return new Word(List.of(new Literal(text)));
  }

  public static Word of(JobVariable variable) {
    return new Word(List.of(new Variable(variable)));
  }

  /** The whole word as text; empty when any part of it is known to the job only. */
  public Optional<String> text() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (!(part instanceof Literal literal)) {
        return Optional.empty();
      }
      text.append(literal.text());
    }
    return Optional.of(text.toString());
  }

  /** This word with text behind it. */
  public Word then(String text) {
    return with(new Literal(text));
  }

  /** This word with a variable behind it. */
  public Word then(JobVariable variable) {
    return with(new Variable(variable));
  }

  /** This word with another behind it. */
  public Word then(Word word) {
    List<Part> all = new ArrayList<>(parts);
    all.addAll(word.parts);
    return new Word(all);
  }

  private Word with(Part part) {
    List<Part> all = new ArrayList<>(parts);
    all.add(part);
    return new Word(all);
  }
}
