package dev.hpk.watch;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobId;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the batch system for all jobs at once. Called often by one thread, it asks seldom: at the
 * busy interval while something is about to change (a job waits, starts or is being ended), else at
 * the quiet one, since the journal tells what happens inside running jobs.
 */
public final class JobWatcher {

  private final BatchScheduler scheduler;
  private final JobSightings sightings;
  private final Supplier<Watched> watched;
  private final Clock clock;
  private final Duration busyInterval;
  private final Duration quietInterval;
  private long askedAt = Long.MIN_VALUE;

  /**
   * What is to be watched.
   *
   * @param jobs the jobs not known to be over
   * @param busy whether something is about to change
   */
  public record Watched(Collection<JobId> jobs, boolean busy) {}

  public JobWatcher(
      BatchScheduler scheduler,
      JobSightings sightings,
      Supplier<Watched> watched,
      Clock clock,
      Duration busyInterval,
      Duration quietInterval) {
    this.scheduler = scheduler;
    this.sightings = sightings;
    this.watched = watched;
    this.clock = clock;
    this.busyInterval = busyInterval;
    this.quietInterval = quietInterval;
  }

  /**
   * Asks if it is time to.
   *
   * @return the jobs of which something changed; null when it was not time
   * @throws HpkException when the batch system does not answer
   */
  public @Nullable Set<String> poll() {
    Watched now = watched.get();
    long passed = clock.millis() - askedAt;
    Duration interval = now.busy() ? busyInterval : quietInterval;
    if (now.jobs().isEmpty() || (askedAt != Long.MIN_VALUE && passed < interval.toMillis())) {
      return null;
    }
    try {
      return sightings.take(now.jobs(), scheduler.query(now.jobs()), clock.instant());
    } finally {
      askedAt = clock.millis();
    }
  }
}
