package dev.hpk.pod;

import dev.hpk.admission.AdmissionPolicy;
import java.time.Duration;

/**
 * How pods are served.
 *
 * @param workers how many pods are worked on at once
 * @param parallelPulls how many images are fetched at once on the kubelet's host
 * @param pullInJob whether images are fetched inside the jobs instead
 * @param journalInterval between two looks at the journal
 * @param busyInterval between two questions to the batch system while something is about to change
 * @param quietInterval between two questions while nothing is
 * @param sweepInterval between two comparisons of all own jobs with all pods
 * @param refreshInterval between two looks at what the volumes of all pods should hold
 * @param backoff after a failed call
 * @param submitBackoff after a submission that was not accepted
 * @param admission what becomes of pods for which there is no room
 * @param maxPods how many pods may be on the node; 0 means as many as the batch system takes
 */
public record PodSettings(
    int workers,
    int parallelPulls,
    boolean pullInJob,
    Duration journalInterval,
    Duration busyInterval,
    Duration quietInterval,
    Duration sweepInterval,
    Duration refreshInterval,
    Backoff backoff,
    Backoff submitBackoff,
    AdmissionPolicy admission,
    int maxPods) {

  /** What holds unless the configuration says otherwise. */
  public static final PodSettings DEFAULT =
      new PodSettings(
          8,
          2,
          false,
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)),
          new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5)),
          AdmissionPolicy.QUEUE,
          0);

  public PodSettings {
    if (workers < 1 || parallelPulls < 1) {
      throw new IllegalArgumentException(
          "workers and parallelPulls are not positive: " + workers + ", " + parallelPulls);
    }
    if (maxPods < 0) {
      throw new IllegalArgumentException("maxPods is negative: " + maxPods);
    }
  }
}
