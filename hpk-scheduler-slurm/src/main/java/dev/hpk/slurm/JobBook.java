package dev.hpk.slurm;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers for any number of jobs with one squeue, and one sacct when squeue no longer knows a job
 * or how it ended.
 *
 * <p>The queue is right while it knows a job: accounting lags behind it, and calls a job running
 * whose host failed. A job that only accounting knows, and calls unfinished, is called completing
 * until the two agree; when they still do not after {@link #PATIENCE}, slurmctld has lost the job
 * and nothing is known of it. Ended jobs are remembered, so that accounting hears of each once.
 */
final class JobBook {

  /** How long accounting may lag behind the queue. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int REMEMBERED = 10_000;

  private final SlurmCommand slurm;
  private final Clock clock;
  private final Object lock = new Object();
  private final Map<JobId, JobReport> ended =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, JobReport> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Map<JobId, Instant> disputed = new HashMap<>();

  JobBook(SlurmCommand slurm, Clock clock) {
    this.slurm = slurm;
    this.clock = clock;
  }

  Map<JobId, JobReport> query(Collection<JobId> asked) {
    if (asked.isEmpty()) {
      return Map.of();
    }
    Set<JobId> wanted = new HashSet<>(asked);
    Map<JobId, JobReport> reports = new HashMap<>();
    for (QueueEntry entry : Squeue.list(slurm)) {
      if (wanted.contains(entry.report().id())) {
        reports.put(entry.report().id(), entry.report());
      }
    }
    synchronized (lock) {
      for (JobId id : wanted) {
        JobReport report = reports.get(id);
        JobReport known = ended.get(id);
        if (report != null && !report.state().isEnded()) {
          // An operator may requeue a job that ended.
          ended.remove(id);
        } else if (known != null) {
          reports.put(id, known);
        }
      }
    }
    List<JobId> doubtful = new ArrayList<>();
    for (JobId id : wanted) {
      JobReport report = reports.get(id);
      if (report == null || (report.state().isEnded() && !isComplete(report))) {
        doubtful.add(id);
      }
    }
    if (!doubtful.isEmpty()) {
      addFromAccounting(doubtful, reports);
    }
    synchronized (lock) {
      reports.values().stream()
          .filter(report -> report.state().isEnded())
          .forEach(report -> ended.put(report.id(), report));
      disputed.keySet().removeIf(id -> !doubtful.contains(id) && wanted.contains(id));
    }
    return reports;
  }

  /** Whether the exit code is known where there must be one. */
  private boolean isComplete(JobReport report) {
    synchronized (lock) {
      if (ended.containsKey(report.id())) {
        return true;
      }
    }
    boolean exits = report.state() == JobState.COMPLETED || report.state() == JobState.FAILED;
    return !exits || report.exitCode() != null || report.signal() != null;
  }

  private void addFromAccounting(List<JobId> doubtful, Map<JobId, JobReport> reports) {
    Optional<List<JobReport>> remembered = Sacct.list(slurm, Sacct.arguments(doubtful));
    if (remembered.isEmpty()) {
      return;
    }
    for (JobReport report : remembered.get()) {
      if (!doubtful.contains(report.id())) {
        continue;
      }
      if (report.state().isEnded() && isWhole(report)) {
        reports.put(report.id(), report);
      } else if (!reports.containsKey(report.id()) && isPatient(report.id())) {
        reports.put(report.id(), withState(report, JobState.COMPLETING));
      }
    }
  }

  /**
   * Accounting may hear of a job's end before its start; for some seconds it then calls it {@code
   * allocation} (seen with 22.05).
   */
  private static boolean isWhole(JobReport report) {
    return report.name().startsWith(JobSpec.NAME_PREFIX);
  }

  private boolean isPatient(JobId id) {
    synchronized (lock) {
      Instant since = disputed.computeIfAbsent(id, job -> clock.instant());
      return clock.instant().isBefore(since.plus(PATIENCE));
    }
  }

  private static JobReport withState(JobReport report, JobState state) {
    return new JobReport(
        report.id(),
        report.name(),
        state,
        report.reason(),
        report.exitCode(),
        report.signal(),
        report.hosts(),
        report.submitted(),
        report.started(),
        report.ended(),
        report.explanation(),
        report.limit(),
        report.preempted());
  }
}
