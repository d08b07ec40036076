package dev.hpk.report;

import dev.hpk.watch.PodHistory;
import dev.hpk.watch.PodHistory.EventLine;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events that a pod's supervisor wants told. Each is told once, and again only to raise its
 * count. A kubelet that starts anew tells all of the last hour again, by names that follow from the
 * journal alone: {@link EventRecorder} makes none twice. For one pod; for one thread at a time.
 */
public final class JournalEvents {

  /** kube-apiserver(1) --event-ttl: what is older was forgotten there already. */
  private static final Duration KEPT = Duration.ofHours(1);

  private final Map<EventLine, Integer> told = new HashMap<>();

  /** Tells what the history has and was not told yet. */
  public void tell(Pod pod, PodHistory history, Instant now, EventRecorder recorder) {
    history
        .events()
        .forEach(
            (line, occurrences) -> {
              boolean old = occurrences.last().plus(KEPT).isBefore(now);
              Integer before = told.put(line, occurrences.count());
              if (!old && (before == null || before != occurrences.count())) {
                recorder.record(pod, event(pod, line), occurrences);
              }
            });
    told.keySet().retainAll(history.events().keySet());
  }

  private static PodEvent event(Pod pod, EventLine line) {
    return new PodEvent(
        line.type().equals(PodEvent.WARNING) ? PodEvent.WARNING : PodEvent.NORMAL,
        line.reason(),
        line.message(),
        fieldPath(pod.getSpec(), line.container()));
  }

  private static @Nullable String fieldPath(PodSpec spec, @Nullable String container) {
    if (container == null) {
      return null;
    }
    for (Container init : spec.getInitContainers()) {
      if (init.getName().equals(container)) {
        return "spec.initContainers{" + container + "}";
      }
    }
    for (EphemeralContainer added : spec.getEphemeralContainers()) {
      if (added.getName().equals(container)) {
        return "spec.ephemeralContainers{" + container + "}";
      }
    }
    return "spec.containers{" + container + "}";
  }
}
