package dev.hpk.pod;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares all jobs that carry this kubelet's mark with all pods. A job that belongs to no pod is
 * cancelled. Run by one thread, only once the watch is in sync; at start and every minute alike.
 */
final class QueueSweep {

  private static final Logger LOG = LoggerFactory.getLogger(QueueSweep.class);

  private final OwnJobs ownJobs;
  private final PodStore store;
  private final BatchScheduler scheduler;

  QueueSweep(OwnJobs ownJobs, PodStore store, BatchScheduler scheduler) {
    this.ownJobs = ownJobs;
    this.store = store;
    this.scheduler = scheduler;
  }

  void run() {
    for (Map.Entry<String, JobReport> job : ownJobs.refresh().entrySet()) {
      if (isOrphan(job.getKey()) && !job.getValue().state().isEnded()) {
        LOG.atWarn()
            .addKeyValue("job", job.getValue().id())
            .log("A job of this kubelet belongs to no pod: it is cancelled");
        scheduler.cancel(job.getValue().id(), Duration.ZERO);
      }
    }
  }

  private boolean isOrphan(String name) {
    return name.startsWith(JobSpec.NAME_PREFIX)
        && store.find(name.substring(JobSpec.NAME_PREFIX.length())) == null;
  }
}
