package dev.hpk.api.job;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the batch system says of one job.
 *
 * @param id the job
 * @param name its name, {@code hpk-<pod uid>} for jobs of HPK
 * @param state its state
 * @param reason the batch system's own word for why it waits or how it ended, such as {@code
 *     Resources} or {@code QOSMaxJobsPerUserLimit}; "" when there is none
 * @param exitCode the script's exit code; null while it runs or when unknown
 * @param signal the signal that ended the script; null when none did
 * @param hosts the hosts it runs or ran on; empty while it waits
 * @param submitted when it was submitted; null when unknown
 * @param started when it started; null when it did not
 * @param ended when it ended; null when it did not
 * @param explanation what the reason means, for people, as a clause such as {@code the hosts it
 *     asks for are in use}; "" when there is nothing to add
 * @param limit when its time limit ends or would have ended it; null when it has none, waits, or it
 *     is unknown
 * @param preempted when the batch system began to end it in favour of another job; null when it did
 *     not
 */
public record JobReport(
    JobId id,
    String name,
    JobState state,
    String reason,
    @Nullable Integer exitCode,
    @Nullable Integer signal,
    List<String> hosts,
    @Nullable Instant submitted,
    @Nullable Instant started,
    @Nullable Instant ended,
    String explanation,
    @Nullable Instant limit,
    @Nullable Instant preempted) {

  public JobReport {
    hosts = List.copyOf(hosts);
    // what an earlier version wrote down has none
    explanation = Objects.requireNonNullElse(explanation, "");
  }

  /** A report of a job without a limit of its time. */
  public JobReport(
      JobId id,
      String name,
      JobState state,
      String reason,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      List<String> hosts,
      @Nullable Instant submitted,
      @Nullable Instant started,
      @Nullable Instant ended) {
    this(
        id, name, state, reason, exitCode, signal, hosts, submitted, started, ended, "", null,
        null);
  }

  /** A report of which only the state is known. */
  public static JobReport of(JobId id, String name, JobState state) {
    return new JobReport(id, name, state, "", null, null, List.of(), null, null, null);
  }

  /** The script's exit code; empty while it runs or when unknown. */
  public OptionalInt exit() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /** The first host, on which the supervisor runs; empty while the job waits. */
  public Optional<String> firstHost() {
    return hosts.stream().findFirst();
  }
}
