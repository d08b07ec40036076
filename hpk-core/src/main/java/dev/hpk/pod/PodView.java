package dev.hpk.pod;

import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod and its job, as they are at one moment.
 *
 * @param namespace the pod's namespace
 * @param name its name
 * @param uid its uid
 * @param phase as the API server has it; "" before it has one
 * @param job the job's id; null before it was submitted
 * @param jobState the batch system's word; null before there is one
 * @param hosts where the job runs or ran
 */
public record PodView(
    String namespace,
    String name,
    String uid,
    String phase,
    @Nullable String job,
    @Nullable JobState jobState,
    List<String> hosts) {

  public PodView {
    hosts = List.copyOf(hosts);
  }

  static PodView of(Pod pod, @Nullable String job, @Nullable JobReport report) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return new PodView(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        phase == null ? "" : phase,
        job,
        report == null ? null : report.state(),
        report == null ? List.of() : report.hosts());
  }
}
