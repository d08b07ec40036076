package dev.hpk.local;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job, as its directory and {@code /proc} tell.
 *
 * @param directory {@code <work>/local/<id>}; its name is the job's id
 * @param record what was written before it was started
 */
record LocalJob(Path directory, JobRecord record) {

  /** How long a job may take from its record to its first process before it counts as lost. */
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private static final int SIGNAL_BASE = 128;

  /** Null when there is no such job, or it was only half made. */
  static @Nullable LocalJob read(Path directory) {
    JobRecord record = JobRecord.parse(Disk.read(directory.resolve("job.json")));
    return record == null ? null : new LocalJob(directory, record);
  }

  JobId id() {
    return new JobId(directory.getFileName().toString());
  }

  /** The process that leads the job's session; null when it is gone. */
  @Nullable Long holder() {
    String[] words = words("holder");
    if (words.length < 2) {
      return null;
    }
    long pid = Long.parseLong(words[0]);
    String[] stat = ProcessTable.stat(pid);
    boolean same = stat.length > 19 && stat[19].equals(words[1]) && !stat[0].equals("Z");
    return same ? pid : null;
  }

  /** The process of the script itself; null before it is known. */
  @Nullable Long script() {
    String[] words = words("child");
    return words.length == 0 ? null : Long.valueOf(words[0]);
  }

  JobReport report(Instant now, String host) {
    String[] exit = words("exit");
    if (exit.length == 2) {
      return ended(Integer.parseInt(exit[0]), Instant.ofEpochMilli(Long.parseLong(exit[1])), host);
    }
    if (holder() != null) {
      return report(JobState.RUNNING, "", null, List.of(host), null);
    }
    // the exit may have been written between the two looks
    exit = words("exit");
    if (exit.length == 2) {
      return ended(Integer.parseInt(exit[0]), Instant.ofEpochMilli(Long.parseLong(exit[1])), host);
    }
    boolean starting =
        words("holder").length == 0
            && now.isBefore(Instant.ofEpochMilli(record.submitted()).plus(START_LIMIT));
    if (starting) {
      return report(JobState.CONFIGURING, "Starting", null, List.of(), null);
    }
    if (has("cancelled")) {
      return report(JobState.CANCELLED, "Cancelled", null, List.of(host), now);
    }
    return report(JobState.NODE_FAIL, "ProcessesGone", null, List.of(host), now);
  }

  private JobReport ended(int code, Instant at, String host) {
    if (has("overtime")) {
      return report(JobState.TIMEOUT, "TimeLimit", code, List.of(host), at);
    }
    if (has("cancelled")) {
      return report(JobState.CANCELLED, "Cancelled", code, List.of(host), at);
    }
    JobState state = code == 0 ? JobState.COMPLETED : JobState.FAILED;
    return report(state, code == 0 ? "" : "NonZeroExitCode", code, List.of(host), at);
  }

  private JobReport report(
      JobState state,
      String reason,
      @Nullable Integer code,
      List<String> hosts,
      @Nullable Instant ended) {
    Integer signal = code != null && code > SIGNAL_BASE ? code - SIGNAL_BASE : null;
    Instant submitted = Instant.ofEpochMilli(record.submitted());
    return new JobReport(
        id(), record.name(), state, reason, code, signal, hosts, submitted, submitted, ended);
  }

  boolean has(String file) {
    return Files.exists(directory.resolve(file));
  }

  private String[] words(String file) {
    try {
      return Files.readString(directory.resolve(file), StandardCharsets.US_ASCII)
          .strip()
          .split(" ");
    } catch (IOException e) {
      return new String[0];
    }
  }
}
