package dev.hpk.resolve;

import java.util.function.UnaryOperator;

/**
 * The syntax {@code $(VAR)} of commands, arguments, variables and subPathExpr (Kubernetes
 * third_party/forked/golang/expansion). {@code $$} stands for one {@code $}, so that {@code
 * $$(VAR)} stays {@code $(VAR)}; what is no reference stays as it is.
 */
final class Expansion {

  private Expansion() {}

  /**
   * The text with its references replaced.
   *
   * @param mapping a variable's name to what takes the place of its reference
   */
  static String expand(String text, UnaryOperator<String> mapping) {
    StringBuilder result = new StringBuilder(text.length());
    int position = 0;
    while (position < text.length()) {
      char letter = text.charAt(position);
      if (letter != '$' || position + 1 == text.length()) {
        result.append(letter);
        position++;
        continue;
      }
      char next = text.charAt(position + 1);
      int close = next == '(' ? text.indexOf(')', position + 2) : -1;
      if (close >= 0) {
        result.append(mapping.apply(text.substring(position + 2, close)));
        position = close + 1;
        continue;
      }
      result.append('$');
      if (next != '$') {
        result.append(next);
      }
      position += 2;
    }
    return result.toString();
  }

  /** How a reference is written: what takes its place when there is no such variable. */
  static String reference(String name) {
    return "$(" + name + ")";
  }
}
