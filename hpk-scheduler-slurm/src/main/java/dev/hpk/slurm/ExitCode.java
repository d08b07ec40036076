package dev.hpk.slurm;

import dev.hpk.api.job.JobState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a job's script ended.
 *
 * @param code its exit code; null when unknown
 * @param signal the signal that ended it; 0 when none did
 */
record ExitCode(@Nullable Integer code, int signal) {

  private static final ExitCode UNKNOWN = new ExitCode(null, 0);
  private static final Pattern PAIR = Pattern.compile("([0-9]+):([0-9]+)");
  private static final int LAST_SIGNAL = 64;

  /** As squeue prints it: a wait status (wait(2)), or a pair as sacct prints it. */
  static ExitCode ofQueue(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      return ofAccounting(text);
    }
    int status = Integer.parseInt(text);
    return new ExitCode(status >> 8 & 0xff, status & 0x7f);
  }

  /** As sacct prints it: exit code and signal, with a colon between them. */
  static ExitCode ofAccounting(String text) {
    Matcher matcher = PAIR.matcher(text);
    if (!matcher.matches()) {
      return UNKNOWN;
    }
    try {
      return new ExitCode(Integer.valueOf(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** The exit code, or null where the number means nothing: Slurm prints 0 for "none" too. */
  @Nullable Integer codeIn(JobState state) {
    if (!state.isEnded() || signal != 0 || code == null) {
      return null;
    }
    return code == 0 && state != JobState.COMPLETED ? null : code;
  }

  /** The signal, or null when none ended the script; 125 is Slurm's mark for out of memory. */
  @Nullable Integer signalIn(JobState state) {
    return state.isEnded() && signal > 0 && signal <= LAST_SIGNAL ? signal : null;
  }
}
