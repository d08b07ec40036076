package dev.hpk.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Slurm's short form of many hosts, such as {@code c[1-4,07-09],login1}. */
final class Hostlist {

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");
  private static final int MOST = 10_000;

  private Hostlist() {}

  /** The hosts in order; none for "", {@code None assigned} and {@code (null)}. */
  static List<String> expand(String text) {
    List<String> hosts = new ArrayList<>();
    if (text.isEmpty() || text.startsWith("None") || text.startsWith("(")) {
      return hosts;
    }
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (i == text.length() || (c == ',' && depth == 0)) {
        expandOne(text.substring(from, i), hosts);
        from = i + 1;
      }
    }
    return hosts;
  }

  private static void expandOne(String text, List<String> hosts) {
    int open = text.indexOf('[');
    int close = text.indexOf(']', open);
    if (open < 0 || close < 0) {
      // An open bracket without its end: the column was too narrow.
      if (!text.isEmpty() && open < 0 && hosts.size() < MOST) {
        hosts.add(text);
      }
      return;
    }
    for (String item : text.substring(open + 1, close).split(",")) {
      Matcher range = RANGE.matcher(item);
      if (!range.matches()) {
        expandOne(text.substring(0, open) + item + text.substring(close + 1), hosts);
        continue;
      }
      int width = range.group(1).length();
      int last = Integer.parseInt(range.group(2));
      for (int i = Integer.parseInt(range.group(1)); i <= last && hosts.size() < MOST; i++) {
        String number = String.format("%0" + width + "d", i);
        expandOne(text.substring(0, open) + number + text.substring(close + 1), hosts);
      }
    }
  }
}
