package dev.hpk.slurm;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as Slurm prints them with {@code SLURM_TIME_FORMAT=%s}. */
final class SlurmTime {

  /** Days, hours, minutes, seconds. */
  private static final Pattern LENGTH =
      Pattern.compile("(?:([0-9]{1,6})-)?(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})");

  private SlurmTime() {}

  /** Null for {@code N/A}, {@code Unknown}, {@code None} and all else that is no time. */
  static @Nullable Instant parse(String text) {
    return text.matches("[1-9][0-9]{0,11}") ? Instant.ofEpochSecond(Long.parseLong(text)) : null;
  }

  /**
   * When a time limit ends, such as {@code 1:00} or {@code 365-00:00:00}; null without one.
   *
   * @param started when the job started; null when it did not
   */
  static @Nullable Instant limit(@Nullable Instant started, String text) {
    Matcher parts = LENGTH.matcher(text);
    if (started == null || !parts.matches()) {
      return null;
    }
    long seconds = 0;
    for (int group = 1; group <= parts.groupCount(); group++) {
      String part = parts.group(group);
      seconds = seconds * (group == 2 ? 24 : 60) + (part == null ? 0 : Long.parseLong(part));
    }
    return started.plusSeconds(seconds);
  }
}
