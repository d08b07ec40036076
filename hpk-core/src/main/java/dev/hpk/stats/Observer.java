package dev.hpk.stats;

import dev.hpk.watch.Figures;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks at all pods of the node at once. Safe for use by several threads. */
final class Observer {

  private final Supplier<List<Pod>> pods;
  private final Function<String, PodHistory> histories;
  private final Figures figures;
  private final Clock clock;

  Observer(
      Supplier<List<Pod>> pods,
      Function<String, PodHistory> histories,
      Figures figures,
      Clock clock) {
    this.pods = pods;
    this.histories = histories;
    this.figures = figures;
    this.clock = clock;
  }

  /**
   * The pods of which a container runs, by namespace and name.
   *
   * @throws dev.hpk.api.HpkException of kind EXTERNAL when the figures cannot be read
   */
  List<ObservedPod> look() {
    figures.poll();
    return running();
  }

  /** The same by what is known already, without a look at any file. */
  List<ObservedPod> running() {
    Instant now = clock.instant();
    return pods.get().stream()
        .map(
            pod -> {
              String uid = pod.getMetadata().getUid();
              return ObservedPod.of(pod, histories.apply(uid), figures.of(uid), now);
            })
        .filter(ObservedPod::isRunning)
        .sorted(Comparator.comparing(ObservedPod::namespace).thenComparing(ObservedPod::name))
        .toList();
  }

  /** Nanoseconds of CPU of all pods so far; never goes back. */
  long cpuNanoseconds() {
    return figures.cpuNanoseconds();
  }

  Instant now() {
    return clock.instant();
  }
}
