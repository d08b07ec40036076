package dev.hpk.testkit.scheduler;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One job of {@link FakeScheduler}, which guards it with its lock. */
final class FakeJob {

  private final JobId id;
  private final String name;
  private final String owner;
  private final Instant submitted;
  private Fate fate;
  private int step;
  private List<String> hosts = List.of();
  private @Nullable Instant started;
  private @Nullable Instant ended;

  FakeJob(JobId id, String name, String owner, Instant submitted, Fate fate) {
    this.id = id;
    this.name = name;
    this.owner = owner;
    this.submitted = submitted;
    this.fate = fate;
  }

  JobId id() {
    return id;
  }

  String name() {
    return name;
  }

  String owner() {
    return owner;
  }

  void follow(Fate next) {
    fate = next;
    step = 0;
  }

  /** Ends it unless it ended already. */
  void cancel(Instant now) {
    if (!report(now).state().isEnded()) {
      follow(Fate.in(JobState.CANCELLED, ""));
    }
  }

  JobReport reportAndAdvance(Instant now) {
    JobReport report = report(now);
    step = Math.min(step + 1, fate.steps().size() - 1);
    return report;
  }

  JobReport report(Instant now) {
    Fate.Step current = fate.steps().get(step);
    if (!current.hosts().isEmpty()) {
      hosts = current.hosts();
    }
    if (current.state().isActive() && started == null) {
      started = now;
    }
    if (current.state().isEnded() && ended == null) {
      ended = now;
    }
    return new JobReport(
        id,
        name,
        current.state(),
        current.reason(),
        current.exitCode(),
        current.signal(),
        current.state().isWaiting() ? List.of() : hosts,
        submitted,
        started,
        ended);
  }
}
