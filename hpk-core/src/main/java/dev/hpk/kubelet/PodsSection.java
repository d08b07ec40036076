package dev.hpk.kubelet;

import dev.hpk.admission.AdmissionPolicy;
import dev.hpk.api.PluginConfig;
import dev.hpk.pod.Backoff;
import dev.hpk.pod.PodSettings;

/** Sections {@code pods} and {@code images}: how pods are served. */
final class PodsSection {

  private PodsSection() {}

  static PodSettings read(ConfigSource source, PluginConfig pods, PluginConfig images) {
    PodSettings defaults = PodSettings.DEFAULT;
    String pull = images.text("pull", "kubelet");
    if (!pull.equals("kubelet") && !pull.equals("job")) {
      images.problem("pull", "is neither kubelet nor job", pull);
    }
    return source
        .attempt(
            () ->
                new PodSettings(
                    pods.number("workers", defaults.workers()),
                    images.number("parallel", defaults.parallelPulls()),
                    pull.equals("job"),
                    pods.duration("journalInterval", defaults.journalInterval()),
                    pods.duration("busyInterval", defaults.busyInterval()),
                    pods.duration("quietInterval", defaults.quietInterval()),
                    pods.duration("sweepInterval", defaults.sweepInterval()),
                    pods.duration("refreshInterval", defaults.refreshInterval()),
                    backoff(pods, "retry", defaults.backoff()),
                    backoff(pods, "submitRetry", defaults.submitBackoff()),
                    admission(pods),
                    pods.number("maxPods", defaults.maxPods())))
        .orElse(defaults);
  }

  private static AdmissionPolicy admission(PluginConfig pods) {
    String policy = pods.text("admission", "queue");
    if (!policy.equals("queue") && !policy.equals("strict")) {
      pods.problem("admission", "is neither queue nor strict", policy);
    }
    return policy.equals("strict") ? AdmissionPolicy.STRICT : AdmissionPolicy.QUEUE;
  }

  private static Backoff backoff(PluginConfig section, String key, Backoff fallback) {
    return new Backoff(
        section.duration(key + "First", fallback.first()),
        section.duration(key + "Limit", fallback.limit()));
  }
}
