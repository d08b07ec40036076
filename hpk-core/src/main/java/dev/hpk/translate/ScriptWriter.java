package dev.hpk.translate;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes bash. The one quoter: whatever comes from a pod or from a plugin reaches a shell through
 * it and through nothing else. Names of variables and functions are HPK's own; every value is taken
 * byte for byte, whatever it holds. Not for use by several threads.
 */
public final class ScriptWriter {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int WIDTH = 100;

  private final StringBuilder text = new StringBuilder();

  /**
   * The text as one word of bash: in single quotes, and each single quote as {@code '\''}.
   *
   * @throws IllegalArgumentException when it has a NUL, which no shell can hold
   */
  public static String quote(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a word of a script has a NUL");
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** The word as bash: literals in single quotes, variables expanded in double quotes. */
  public static String quote(Word word) {
    StringBuilder quoted = new StringBuilder();
    for (Word.Part part : word.parts()) {
      if (part instanceof Word.Literal literal) {
        quoted.append(quote(literal.text()));
      } else if (part instanceof Word.Variable variable) {
        String list = variable.variable().isList() ? "[@]" : "";
        quoted.append("\"${").append(variable.variable().shellName()).append(list).append("}\"");
      }
    }
    return quoted.toString();
  }

  /** A line for people. */
  public ScriptWriter comment(String line) {
    text.append("# ").append(line.replaceAll("\\p{Cntrl}", " ")).append('\n');
    return this;
  }

  /** {@code NAME='value'}. */
  public ScriptWriter assign(String name, String value) {
    text.append(checked(name)).append('=').append(quote(value)).append('\n');
    return this;
  }

  /** {@code NAME=number}. */
  public ScriptWriter assign(String name, long value) {
    text.append(checked(name)).append('=').append(value).append('\n');
    return this;
  }

  /** As {@link #array(String, Collection, int)}; nothing for one without values. */
  ScriptWriter arrayIfAny(String name, Collection<String> values, int perLine) {
    return values.isEmpty() ? this : array(name, values, perLine);
  }

  /** An indexed array, in lines of {@code perLine} values. */
  public ScriptWriter array(String name, Collection<String> values, int perLine) {
    text.append(checked(name)).append("=(");
    int index = 0;
    for (String value : values) {
      text.append(index++ % perLine == 0 ? "\n  " : " ").append(quote(value));
    }
    text.append(values.isEmpty() ? ")\n" : "\n)\n");
    return this;
  }

  /** {@code NAME[index]='value'}. */
  public ScriptWriter element(String name, int index, String value) {
    text.append(checked(name)).append('[').append(index).append("]=").append(quote(value));
    text.append('\n');
    return this;
  }

  /** Puts values behind those that an indexed array has; nothing when there are none. */
  public ScriptWriter append(String name, Collection<String> values) {
    for (String value : values) {
      text.append(checked(name)).append("+=(").append(quote(value)).append(")\n");
    }
    return this;
  }

  /** An indexed array, a line for each value. */
  public ScriptWriter array(String name, Collection<String> values) {
    return array(name, values, 1);
  }

  /** A function that is one command. */
  public ScriptWriter function(String name, Command command) {
    return function(name, List.of(), quoted(command));
  }

  /** A function that is one command, whose last words are the function's arguments. */
  ScriptWriter functionWithArguments(String name, List<Word> words) {
    List<String> all = new ArrayList<>(words.stream().map(ScriptWriter::quote).toList());
    all.add("\"$@\"");
    return function(name, List.of(), all);
  }

  /** A function that replaces its shell by a command: to be called in a subshell. */
  public ScriptWriter replacement(String name, Command command) {
    return replacement(name, List.of(), quoted(command));
  }

  /** As it is: for text that HPK itself holds, such as the supervisor's. */
  public ScriptWriter verbatim(String lines) {
    text.append(lines);
    return this;
  }

  /**
   * A function that replaces its shell by a command, after lines that are bash already.
   *
   * @param words bash already, see {@link #quote(Word)}
   */
  ScriptWriter replacement(String name, List<String> before, List<String> words) {
    List<String> all = new ArrayList<>(List.of("exec"));
    all.addAll(words);
    return function(name, before, all);
  }

  private ScriptWriter function(String name, List<String> before, List<String> words) {
    text.append(checked(name)).append("() {\n");
    before.forEach(line -> text.append("  ").append(line).append('\n'));
    text.append(' ');
    int column = 1;
    for (String word : words) {
      if (column > 1 && column + 1 + word.length() > WIDTH) {
        text.append(" \\\n   ");
        column = 3;
      }
      text.append(' ').append(word);
      column += 1 + word.length();
    }
    text.append("\n}\n");
    return this;
  }

  private static List<String> quoted(Command command) {
    return command.words().stream().map(ScriptWriter::quote).toList();
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name of bash: '" + name + "'");
    }
    return name;
  }

  /** What was written so far. */
  @Override
  public String toString() {
    return text.toString();
  }
}
