package dev.hpk.examples.tsp;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One job as {@code tsp -l} lists it and {@code tsp -i} tells of it.
 *
 * <p>Task Spooler counts from 0 again when its server is started anew, and a job does not hear its
 * number. So a job's id is its name.
 *
 * @param number its number in Task Spooler
 * @param owner the kubelet's mark
 * @param name its name
 */
record TspJob(String number, String owner, String name) {

  private static final Pattern LISTED =
      Pattern.compile("^(\\d+) [^\\[]*\\[([A-Za-z0-9.-]+):(hpk-[A-Za-z0-9-]+)\\]");
  private static final Pattern EXIT = Pattern.compile("died with exit code (\\d+)");
  private static final Pattern SIGNAL = Pattern.compile("killed by signal (\\d+)");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT);

  /** The label under which it is queued. */
  static String label(String owner, String name) {
    return owner + ":" + name;
  }

  /** The jobs of HPK in a list. */
  static List<TspJob> parse(String list) {
    return list.lines()
        .map(LISTED::matcher)
        .filter(Matcher::find)
        .map(found -> new TspJob(found.group(1), found.group(2), found.group(3)))
        .toList();
  }

  JobId id() {
    return new JobId(name);
  }

  JobReport report(String info, String host) {
    Instant started = time(info, "Start time");
    Instant ended = time(info, "End time");
    Integer exit = number(info, EXIT);
    Integer signal = number(info, SIGNAL);
    return new JobReport(
        id(),
        name,
        state(started, ended, exit),
        "",
        exit,
        signal,
        started == null ? List.of() : List.of(host),
        time(info, "Enqueue time"),
        started,
        ended);
  }

  private static JobState state(
      @Nullable Instant started, @Nullable Instant ended, @Nullable Integer exit) {
    if (started == null) {
      return JobState.PENDING;
    }
    if (ended == null) {
      return JobState.RUNNING;
    }
    return exit != null && exit == 0 ? JobState.COMPLETED : JobState.FAILED;
  }

  private static @Nullable Instant time(String info, String field) {
    return info.lines()
        .filter(line -> line.startsWith(field + ": "))
        .map(line -> line.substring(field.length() + 2).replaceAll(" +", " "))
        .map(text -> LocalDateTime.parse(text, TIME).atZone(ZoneId.systemDefault()).toInstant())
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Integer number(String info, Pattern pattern) {
    Matcher found = pattern.matcher(info.lines().findFirst().orElse(""));
    return found.find() ? Integer.valueOf(found.group(1)) : null;
  }
}
