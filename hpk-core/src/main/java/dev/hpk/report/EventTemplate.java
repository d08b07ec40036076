package dev.hpk.report;

import com.google.common.hash.Hashing;
import dev.hpk.watch.PodHistory.Occurrences;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Events as client-go makes them (tools/record/event.go makeEvent). */
final class EventTemplate {

  private static final String COMPONENT = "kubelet";
  private static final String NODE_NAMESPACE = "default";
  private static final int NAME_LENGTH = 236;
  private static final int HASH_LENGTH = 16;
  private static final int MESSAGE_BYTES = 4096;

  private final String node;
  private final Clock clock;
  private final AtomicLong lastName = new AtomicLong();

  EventTemplate(String node, Clock clock) {
    this.node = node;
    this.clock = clock;
  }

  String now() {
    return Times.text(clock.instant());
  }

  /** A kubelet's events on its node carry the node's name as uid. */
  ObjectReference nodeReference() {
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(node)
        .withUid(node)
        .build();
  }

  Event event(ObjectReference about, PodEvent event) {
    String now = now();
    String namespace = about.getNamespace() == null ? NODE_NAMESPACE : about.getNamespace();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name(about.getName()))
        .endMetadata()
        .withInvolvedObject(about)
        .withType(event.type())
        .withReason(event.reason())
        .withMessage(TerminationMapper.cut(event.message(), MESSAGE_BYTES))
        .withNewSource(COMPONENT, node)
        .withReportingComponent(COMPONENT)
        .withReportingInstance(node)
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .build();
  }

  /** One that happened then and so often; its name follows from what it says and since when. */
  Event event(ObjectReference about, PodEvent event, Occurrences occurrences) {
    String key =
        String.join(
            "\0",
            String.valueOf(about.getUid()),
            String.valueOf(event.fieldPath()),
            event.type(),
            event.reason(),
            event.message(),
            String.valueOf(occurrences.first().toEpochMilli()));
    String hash = Hashing.sha256().hashString(key, StandardCharsets.UTF_8).toString();
    return new EventBuilder(event(about, event))
        .editMetadata()
        .withName(stem(about.getName()) + "." + hash.substring(0, HASH_LENGTH))
        .endMetadata()
        .withFirstTimestamp(Times.text(occurrences.first()))
        .withLastTimestamp(Times.text(occurrences.last()))
        .withCount(occurrences.count())
        .build();
  }

  /** Enough of an event to find it by. */
  static Event named(String namespace, String name) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }

  /** The object's name and the time in nanoseconds, which two events never share here. */
  private String name(String object) {
    Instant instant = clock.instant();
    long nanos = TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    long unique = lastName.updateAndGet(last -> Math.max(last + 1, nanos));
    return stem(object) + "." + Long.toHexString(unique);
  }

  private static String stem(String object) {
    String stem = object.length() > NAME_LENGTH ? object.substring(0, NAME_LENGTH) : object;
    return stem.replaceAll("[.-]+$", "");
  }
}
