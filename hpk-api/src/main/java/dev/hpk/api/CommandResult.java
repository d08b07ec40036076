package dev.hpk.api;

/**
 * How a command ended.
 *
 * @param exitCode its exit code; 128 + signal when a signal ended it
 * @param stdout what it printed, decoded as UTF-8
 * @param stderr what it complained of, decoded as UTF-8
 */
public record CommandResult(int exitCode, String stdout, String stderr) {

  public boolean succeeded() {
    return exitCode == 0;
  }

  /** The best one-line explanation there is: the last line of stderr, else of stdout, else "". */
  public String complaint() {
    String text = stderr.isBlank() ? stdout : stderr;
    return text.strip().lines().reduce((first, second) -> second).orElse("").strip();
  }
}
