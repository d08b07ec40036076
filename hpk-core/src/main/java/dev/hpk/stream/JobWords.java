package dev.hpk.stream;

import dev.hpk.api.HpkException;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Word;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Turns a described command into words, with what the kubelet knows of the job. */
final class JobWords {

  private final Map<JobVariable, Supplier<String>> values = new EnumMap<>(JobVariable.class);

  JobWords with(JobVariable variable, Supplier<String> value) {
    values.put(variable, value);
    return this;
  }

  /**
   * @throws HpkException when the command needs what only the job knows
   */
  List<String> of(Command command) {
    List<String> words = new ArrayList<>();
    for (Word word : command.words()) {
      StringBuilder text = new StringBuilder();
      for (Word.Part part : word.parts()) {
        if (part instanceof Word.Literal literal) {
          text.append(literal.text());
        } else if (part instanceof Word.Variable variable) {
          text.append(value(variable.variable()));
        }
      }
      words.add(text.toString());
    }
    return words;
  }

  private String value(JobVariable variable) {
    Supplier<String> value = values.get(variable);
    if (value == null) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "the container runtime's way in needs " + variable + ", which is not known");
    }
    return value.get();
  }
}
