package dev.hpk.testkit.runtime;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Word;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Turns described commands into argument vectors, as a job does with the variables it knows. */
public final class CommandRenderer {

  private final Map<JobVariable, List<String>> values = new EnumMap<>(JobVariable.class);

  /** Binds a variable that stands for one word. */
  public CommandRenderer bind(JobVariable variable, String value) {
    values.put(variable, List.of(value));
    return this;
  }

  /** Binds a variable that stands for any number of words. */
  public CommandRenderer bind(JobVariable variable, List<String> words) {
    values.put(variable, List.copyOf(words));
    return this;
  }

  /** The command's words; an error when a variable in it is not bound. */
  public List<String> argv(Command command) {
    List<String> argv = new ArrayList<>();
    for (Word word : command.words()) {
      if (word.parts().get(0) instanceof Word.Variable only && only.variable().isList()) {
        argv.addAll(value(only.variable()));
      } else {
        argv.add(text(word));
      }
    }
    return argv;
  }

  /** A word that is not a list. */
  public String text(Word word) {
    StringBuilder text = new StringBuilder();
    for (Word.Part part : word.parts()) {
      if (part instanceof Word.Literal literal) {
        text.append(literal.text());
      } else if (part instanceof Word.Variable variable) {
        text.append(value(variable.variable()).get(0));
      }
    }
    return text.toString();
  }

  private List<String> value(JobVariable variable) {
    List<String> value = values.get(variable);
    if (value == null) {
      throw new IllegalStateException("the command needs " + variable + ", which is not bound");
    }
    return value;
  }
}
