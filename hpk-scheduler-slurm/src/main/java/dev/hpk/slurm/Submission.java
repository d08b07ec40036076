package dev.hpk.slurm;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits a job at most once for its name.
 *
 * <p>An answer can be lost in three ways: sbatch gives up (slurm.conf MessageTimeout) while
 * slurmctld still holds the request, sbatch is killed, or the kubelet dies. In each the job may
 * exist, or come to exist a moment later. So a repeated attempt
 *
 * <ol>
 *   <li>asks the queue and then accounting for the name, and fails when either cannot be asked: an
 *       ended job leaves the queue only after accounting has it, so in this order it is seen;
 *   <li>submits only if both know nothing;
 *   <li>asks the queue once more. The first request, if it was still under way, was ahead of this
 *       question and the second request in slurmctld's line, so both jobs are there now. The one
 *       that started stays, else the older one, and the others are killed. When this question gets
 *       no answer the attempt has failed, and the next one asks it.
 * </ol>
 *
 * <p>Should two jobs start nevertheless, the supervisor's claim lets only one run the pod.
 */
final class Submission {

  private static final Logger LOG = LoggerFactory.getLogger(Submission.class);

  /** The one to keep comes first: one that runs, one that waits, one that ran, and the oldest. */
  private static final Comparator<JobReport> KEPT_FIRST =
      Comparator.comparing((JobReport report) -> !report.state().isActive())
          .thenComparing(report -> !report.state().isWaiting())
          .thenComparing(report -> report.started() == null)
          .thenComparing(report -> Long.parseLong(report.id().value()));

  private final SlurmConfig config;
  private final SlurmCommand slurm;

  Submission(SlurmConfig config, SlurmCommand slurm) {
    this.config = config;
    this.slurm = slurm;
  }

  JobId first(JobSpec job) {
    return Sbatch.submit(slurm, config, job);
  }

  JobId repeated(JobSpec job) {
    Optional<JobId> earlier = keepOne(inQueue(job));
    if (earlier.isEmpty()) {
      earlier = keepOne(inAccounting(job));
    }
    if (earlier.isPresent()) {
      return earlier.get();
    }
    JobId submitted = Sbatch.submit(slurm, config, job);
    return keepOne(inQueue(job)).orElse(submitted);
  }

  private List<JobReport> inQueue(JobSpec job) {
    return Squeue.list(slurm).stream()
        .map(QueueEntry::report)
        .filter(report -> report.name().equals(job.name()))
        .toList();
  }

  private List<JobReport> inAccounting(JobSpec job) {
    return Sacct.list(slurm, Sacct.arguments(job.name(), config.lookBack())).orElse(List.of());
  }

  private Optional<JobId> keepOne(List<JobReport> found) {
    List<JobReport> reports = new ArrayList<>(found);
    reports.sort(KEPT_FIRST);
    for (JobReport surplus : reports.subList(Math.min(1, reports.size()), reports.size())) {
      if (!surplus.state().isEnded()) {
        LOG.atWarn()
            .addKeyValue("job", surplus.id())
            .addKeyValue("kept", reports.get(0).id())
            .addKeyValue("name", surplus.name())
            .log("A second job of the same name is killed: an answer of sbatch came late");
        Scancel.atOnce(slurm, surplus.id());
      }
    }
    return reports.stream().findFirst().map(JobReport::id);
  }
}
