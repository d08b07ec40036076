package dev.hpk.resolve;

import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Word;
import dev.hpk.api.container.Word.Literal;
import dev.hpk.api.container.Word.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of a variable, or a word made of such values.
 *
 * @param word text, and what only the job knows
 * @param secret whether any part of it is secret
 */
record Value(Word word, boolean secret) {

  static Value open(String text) {
    return new Value(Word.of(text), false);
  }

  static Value secret(String text) {
    return new Value(Word.of(text), true);
  }

  static Value ofJob(JobVariable variable) {
    return new Value(Word.of(variable), false);
  }

  /** All of them, one behind the other; texts that meet become one. */
  static Value join(List<Value> values) {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Value value : values) {
      for (Part part : value.word().parts()) {
        if (part instanceof Literal literal) {
          text.append(literal.text());
          continue;
        }
        if (!text.isEmpty()) {
          parts.add(new Literal(text.toString()));
          text.setLength(0);
        }
        parts.add(part);
      }
    }
    if (!text.isEmpty() || parts.isEmpty()) {
      parts.add(new Literal(text.toString()));
    }
    return new Value(new Word(parts), values.stream().anyMatch(Value::secret));
  }

  /** Whether it is the empty text. */
  boolean isEmpty() {
    return word.text().filter(String::isEmpty).isPresent();
  }

  /** Nothing of its value: it may be secret. */
  @Override
  public String toString() {
    return "Value";
  }
}
