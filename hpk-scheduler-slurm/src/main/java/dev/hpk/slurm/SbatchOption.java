package dev.hpk.slurm;

import org.jspecify.annotations.Nullable;

/**
 * One option of sbatch(1).
 *
 * @param name its long name, without dashes
 * @param value null when it has none
 */
record SbatchOption(String name, @Nullable String value) {

  /** The directive, quoted as sbatch reads it: it unquotes words, and {@code #} ends a line. */
  String directive() {
    if (value == null) {
      return "#SBATCH --" + name;
    }
    return "#SBATCH --" + name + "=" + quoted(value);
  }

  private static String quoted(String value) {
    if (value.matches("[A-Za-z0-9_./:=@,+%&*|\\[\\]-]*")) {
      return value;
    }
    // Seen with 22.05: inside quotes a backslash still escapes, so both need care.
    return "'" + value.replace("\\", "\\\\").replace("'", "'\\''") + "'";
  }
}
