package dev.hpk.testkit.scheduler;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The jobs of {@link FakeScheduler} and what becomes of them; guarded by its lock. */
final class FakeQueue {

  private final Clock clock;
  private final Map<JobId, FakeJob> jobs = new LinkedHashMap<>();
  private final Map<String, Fate> fates = new HashMap<>();
  private final Set<String> deafToTerm = new HashSet<>();
  private Fate defaultFate = Fate.pending("Priority").then(Fate.running("host1"));
  private int lastId = 1000;

  FakeQueue(Clock clock) {
    this.clock = clock;
  }

  void defaultFate(Fate fate) {
    defaultFate = fate;
  }

  void fate(String jobName, Fate fate) {
    fates.put(jobName, fate);
    all(jobName).forEach(job -> job.follow(fate));
  }

  void deafToTerm(String jobName) {
    deafToTerm.add(jobName);
  }

  void forget(String jobName) {
    jobs.values().removeIf(job -> job.name().equals(jobName));
  }

  JobId add(String jobName, String jobOwner) {
    return add(jobName, jobOwner, fates.getOrDefault(jobName, defaultFate));
  }

  JobId add(String jobName, String jobOwner, Fate fate) {
    JobId id = new JobId(String.valueOf(++lastId));
    jobs.put(id, new FakeJob(id, jobName, jobOwner, clock.instant(), fate));
    return id;
  }

  List<JobId> named(String jobName) {
    return all(jobName).map(FakeJob::id).toList();
  }

  Map<JobId, JobReport> query(Collection<JobId> asked) {
    Map<JobId, JobReport> reports = new LinkedHashMap<>();
    for (JobId id : asked) {
      FakeJob job = jobs.get(id);
      if (job != null) {
        reports.put(id, job.reportAndAdvance(clock.instant()));
      }
    }
    return reports;
  }

  void cancel(JobId id, Duration grace) {
    FakeJob job = jobs.get(id);
    if (job != null && (grace.isZero() || !deafToTerm.contains(job.name()))) {
      job.cancel(clock.instant());
    }
  }

  /** Those of this owner that have not ended. */
  List<JobReport> owned(String owner) {
    return jobs.values().stream()
        .filter(job -> job.owner().equals(owner))
        .map(job -> job.report(clock.instant()))
        .filter(report -> !report.state().isEnded())
        .toList();
  }

  private Stream<FakeJob> all(String jobName) {
    return jobs.values().stream().filter(job -> job.name().equals(jobName));
  }
}
