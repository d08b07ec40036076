package dev.hpk.resolve;

/** Quotes a text as Go's {@code %q} does, which is the form of the downward API (strconv.Quote). */
final class GoQuote {

  private GoQuote() {}

  static String quote(String text) {
    StringBuilder result = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(letter -> append(result, letter));
    return result.append('"').toString();
  }

  private static void append(StringBuilder result, int letter) {
    switch (letter) {
      case '"' -> result.append("\\\"");
      case '\\' -> result.append("\\\\");
      case 0x07 -> result.append("\\a");
      case '\b' -> result.append("\\b");
      case '\f' -> result.append("\\f");
      case '\n' -> result.append("\\n");
      case '\r' -> result.append("\\r");
      case '\t' -> result.append("\\t");
      case 0x0b -> result.append("\\v");
      default -> {
        if (isPrintable(letter)) {
          result.appendCodePoint(letter);
        } else if (letter < 0x80) {
          result.append("\\x%02x".formatted(letter));
        } else if (letter < 0x10000) {
          result.append("\\u%04x".formatted(letter));
        } else {
          result.append("\\U%08x".formatted(letter));
        }
      }
    }
  }

  /** As unicode.IsPrint: of all spaces only the ASCII one. */
  private static boolean isPrintable(int letter) {
    if (letter == ' ') {
      return true;
    }
    return switch (Character.getType(letter)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
