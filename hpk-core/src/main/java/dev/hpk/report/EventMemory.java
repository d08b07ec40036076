package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events written lately, so that an equal one raises a count (client-go events_cache.go, its
 * eventLogger). For one thread at a time.
 */
final class EventMemory {

  private final Duration sameWithin;
  private final Clock clock;
  private final Map<Key, Seen> seen;

  private record Key(String kind, String uid, PodEvent event) {}

  /** An event that the API server has. */
  record Seen(
      String kind,
      String uid,
      PodEvent event,
      String namespace,
      String name,
      int count,
      Instant last) {}

  EventMemory(int remembered, Duration sameWithin, Clock clock) {
    this.sameWithin = sameWithin;
    this.clock = clock;
    this.seen =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Seen> eldest) {
            return size() > remembered;
          }
        };
  }

  /** The equal event that was written before; null when it must be written anew. */
  @Nullable Seen find(ObjectReference about, PodEvent event) {
    Seen found = seen.get(key(about, event));
    boolean fresh = found != null && found.last().plus(sameWithin).isAfter(clock.instant());
    return fresh ? found : null;
  }

  void created(ObjectReference about, PodEvent event, Event written) {
    Key key = key(about, event);
    seen.put(
        key,
        new Seen(
            key.kind(),
            key.uid(),
            event,
            written.getMetadata().getNamespace(),
            written.getMetadata().getName(),
            1,
            Instant.parse(written.getLastTimestamp())));
  }

  void counted(Seen again) {
    seen.put(
        new Key(again.kind(), again.uid(), again.event()),
        new Seen(
            again.kind(),
            again.uid(),
            again.event(),
            again.namespace(),
            again.name(),
            again.count() + 1,
            clock.instant()));
  }

  private static Key key(ObjectReference about, PodEvent event) {
    return new Key(about.getKind(), Objects.requireNonNullElse(about.getUid(), ""), event);
  }
}
