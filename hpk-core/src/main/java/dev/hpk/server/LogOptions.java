package dev.hpk.server;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a log (PodLogOptions and its validation).
 *
 * @param follow whether to go on until the container ends
 * @param previous whether the attempt before is meant
 * @param timestamps whether each line begins with its time
 * @param tailLines how many lines of the end; null means all
 * @param limitBytes how much to send at most; null means all
 * @param since lines before it are left out; null means none are
 * @param stderrOnly always an empty log: both streams of a container go to one, as with a terminal
 */
record LogOptions(
    boolean follow,
    boolean previous,
    boolean timestamps,
    @Nullable Long tailLines,
    @Nullable Long limitBytes,
    @Nullable Instant since,
    boolean stderrOnly) {

  /** The standard has years of four digits; the JDK reads others, too. */
  private static final Pattern DATE = Pattern.compile("\\d{4}-.*");

  /**
   * Reads the query of a request.
   *
   * @throws Refusal with 400 that names the option and its value
   */
  static LogOptions of(Map<String, List<String>> query, Instant now) {
    Long tail = tail(query);
    String named = text(query, "stream");
    String stream = named == null ? "All" : named;
    boolean oneStream = !stream.equals("All");
    if (oneStream && !stream.equals("Stdout") && !stream.equals("Stderr")) {
      throw invalid("stream must be All, Stdout or Stderr: '" + stream + "'");
    }
    if (oneStream && tail != null) {
      throw invalid("tailLines and a stream other than All may not be specified together");
    }
    return new LogOptions(
        flag(query, "follow"),
        flag(query, "previous"),
        flag(query, "timestamps"),
        tail,
        number(query, "limitBytes", 1),
        since(query, now),
        stream.equals("Stderr"));
  }

  /** An old name of the option comes before its own, as at a kubelet. */
  private static @Nullable Long tail(Map<String, List<String>> query) {
    String old = text(query, "tail");
    if (old == null) {
      return number(query, "tailLines", 0);
    }
    return old.equals("all") ? null : number(query, "tail", 0);
  }

  private static @Nullable Instant since(Map<String, List<String>> query, Instant now) {
    Long seconds = number(query, "sinceSeconds", 1);
    String time = text(query, "sinceTime");
    if (seconds != null && time != null) {
      throw invalid("at most one of `sinceTime` or `sinceSeconds` may be specified");
    }
    if (seconds != null) {
      return seconds > now.getEpochSecond() ? Instant.EPOCH : now.minusSeconds(seconds);
    }
    if (time == null) {
      return null;
    }
    try {
      if (DATE.matcher(time).matches()) {
        return OffsetDateTime.parse(time).toInstant();
      }
    } catch (DateTimeParseException e) {
      // as below
    }
    throw undecodable("sinceTime is not a time as in RFC 3339: '" + time + "'");
  }

  private static @Nullable Long number(Map<String, List<String>> query, String name, long least) {
    String text = text(query, name);
    if (text == null) {
      return null;
    }
    try {
      long number = Long.parseLong(text);
      if (number < least) {
        throw invalid(name + " must be greater than or equal to " + least + ": " + text);
      }
      return number;
    } catch (NumberFormatException e) {
      throw undecodable(name + " is not a whole number: '" + text + "'");
    }
  }

  /** As apimachinery converts it: present and neither "false" nor "0". */
  private static boolean flag(Map<String, List<String>> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return !values.isEmpty()
        && !values.get(0).equalsIgnoreCase("false")
        && !values.get(0).equals("0");
  }

  private static @Nullable String text(Map<String, List<String>> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
  }

  private static Refusal undecodable(String detail) {
    return Refusal.badRequest("Unable to decode query: " + detail);
  }

  private static Refusal invalid(String detail) {
    return Refusal.badRequest("Invalid request: " + detail);
  }
}
