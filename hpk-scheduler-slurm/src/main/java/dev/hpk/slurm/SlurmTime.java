package dev.hpk.slurm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as Slurm prints them with {@code SLURM_TIME_FORMAT=%s}. */
final class SlurmTime {

  private SlurmTime() {}

  /** Null for {@code N/A}, {@code Unknown}, {@code None} and all else that is no time. */
  static @Nullable Instant parse(String text) {
    return text.matches("[1-9][0-9]{0,11}") ? Instant.ofEpochSecond(Long.parseLong(text)) : null;
  }
}
