package dev.hpk.watch;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The batch system's newest word on each job that matters. Written by the thread that asks, read by
 * all workers.
 */
public final class JobSightings {

  /** In how many answers a job must be missing before it counts as gone. */
  static final int GONE_AFTER = 3;

  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

  /**
   * What is known of one job.
   *
   * @param report the newest report; null when there was none yet
   * @param missing in how many answers in a row it was missing
   * @param overSince when it was first known to be over; null while it is not
   */
  public record Sighting(@Nullable JobReport report, int missing, @Nullable Instant overSince) {

    static final Sighting NONE = new Sighting(null, 0, null);

    /** The batch system says that it ended, or knows it no more. */
    public boolean isOver() {
      return missing >= GONE_AFTER || (report != null && report.state().isEnded());
    }

    private Sighting with(@Nullable JobReport newest, Instant now) {
      Sighting next =
          newest == null
              ? new Sighting(report, Math.min(missing + 1, GONE_AFTER), null)
              : new Sighting(newest, 0, null);
      Instant since = overSince == null ? now : overSince;
      return next.isOver() ? new Sighting(next.report, next.missing, since) : next;
    }
  }

  /** What is known of a job; never null. */
  public Sighting of(String job) {
    return sightings.getOrDefault(job, Sighting.NONE);
  }

  /**
   * Takes an answer for the jobs that were asked for.
   *
   * @return the jobs of which something changed
   */
  Set<String> take(Collection<JobId> asked, Map<JobId, JobReport> answer, Instant at) {
    Set<String> changed = new HashSet<>();
    for (JobId id : asked) {
      Sighting before = of(id.value());
      Sighting now = before.with(answer.get(id), at);
      if (!now.equals(before)) {
        sightings.put(id.value(), now);
        changed.add(id.value());
      }
    }
    return changed;
  }

  /** Drops a job whose pod is gone. */
  public void forget(String job) {
    sightings.remove(job);
  }
}
