package dev.hpk.resolve;

import java.util.ArrayList;
import java.util.List;

/**
 * The syntax {@code $(VAR)} of commands, arguments, variables and subPathExpr (Kubernetes
 * third_party/forked/golang/expansion). {@code $$} stands for one {@code $}, so that {@code
 * $$(VAR)} stays {@code $(VAR)}; what is no reference stays as it is.
 */
final class Expansion {

  /** A piece of a text. */
  sealed interface Piece {}

  /** Text that stays. */
  record Plain(String text) implements Piece {}

  /** A reference to a variable. */
  record Reference(String name) implements Piece {

    /** As it is written: what takes its place when there is no such variable. */
    String written() {
      return "$(" + name + ")";
    }
  }

  private Expansion() {}

  /** The text in pieces, in order; none is empty. */
  static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      char letter = text.charAt(position);
      if (letter != '$' || position + 1 == text.length()) {
        plain.append(letter);
        position++;
        continue;
      }
      char next = text.charAt(position + 1);
      int close = next == '(' ? text.indexOf(')', position + 2) : -1;
      if (close >= 0) {
        addPlain(pieces, plain);
        pieces.add(new Reference(text.substring(position + 2, close)));
        position = close + 1;
        continue;
      }
      plain.append('$');
      if (next != '$') {
        plain.append(next);
      }
      position += 2;
    }
    addPlain(pieces, plain);
    return pieces;
  }

  private static void addPlain(List<Piece> pieces, StringBuilder plain) {
    if (!plain.isEmpty()) {
      pieces.add(new Plain(plain.toString()));
      plain.setLength(0);
    }
  }
}
