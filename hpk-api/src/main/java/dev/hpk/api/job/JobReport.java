package dev.hpk.api.job;

import java.time.Instant;
import java.util.List;
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
    @Nullable Instant ended) {

  public JobReport {
    hosts = List.copyOf(hosts);
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
