package dev.hpk.pod;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.job.JobReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All jobs in the batch system that carry this kubelet's mark, as of the last look. Safe for use by
 * several threads.
 */
final class OwnJobs {

  /** How long after its intent a job may still appear that was submitted as its kubelet died. */
  static final Duration DOUBT = Duration.ofMinutes(1);

  private static final Duration RECENT = Duration.ofSeconds(1);

  private final Object asking = new Object();
  private final BatchScheduler scheduler;
  private final Clock clock;
  private volatile @Nullable Look look;

  private record Look(Instant at, Map<String, JobReport> byName) {}

  OwnJobs(BatchScheduler scheduler, Clock clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /**
   * Looks again.
   *
   * @return the jobs by name
   */
  Map<String, JobReport> refresh() {
    Instant at = clock.instant();
    Map<String, JobReport> byName = new TreeMap<>();
    scheduler.owned().forEach(job -> byName.put(job.name(), job));
    look = new Look(at, byName);
    return byName;
  }

  /** Looks again unless somebody just did: many pods may want to know at once. */
  void refreshSoon() {
    synchronized (asking) {
      Look last = look;
      if (last == null || last.at().isBefore(clock.instant().minus(RECENT))) {
        refresh();
      }
    }
  }

  /** The job of this name; empty when the last look did not show one. */
  Optional<JobReport> named(String name) {
    Look last = look;
    return last == null ? Optional.empty() : Optional.ofNullable(last.byName().get(name));
  }

  /**
   * Whether a job of this name exists; null when that is not known for sure.
   *
   * @param intent when it was decided to submit it; null when it never was
   */
  @Nullable Boolean exists(String name, @Nullable Instant intent) {
    Look last = look;
    if (last == null) {
      return null;
    }
    if (last.byName().containsKey(name)) {
      return true;
    }
    boolean mayAppear = intent != null && last.at().isBefore(intent.plus(DOUBT));
    return mayAppear ? null : Boolean.FALSE;
  }
}
