package dev.hpk.report;

import dev.hpk.report.EventMemory.Seen;
import dev.hpk.watch.PodHistory.Occurrences;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events as a kubelet does. Never delays or fails its callers: events wait in a bounded
 * queue and are written one after another on the executor; what finds no room, or is not taken by
 * the API server, is logged and dropped.
 */
public final class EventRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** After so many the executor's other tasks have their turn. */
  private static final int BATCH = 20;

  private final KubernetesClient client;
  private final EventTemplate template;
  private final EventMemory memory;
  private final TokenBucket rate;
  private final ScheduledExecutorService executor;
  private final BlockingQueue<Waiting> queue;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicLong dropped = new AtomicLong();

  private record Waiting(
      ObjectReference about, PodEvent event, @Nullable Occurrences occurrences) {}

  /**
   * @param node the node's name, the host of every event
   * @param executor runs the writes, which block; a thread of its own is best. It is the caller's
   *     to shut down
   */
  public EventRecorder(
      KubernetesClient client,
      String node,
      EventSettings settings,
      Clock clock,
      ScheduledExecutorService executor) {
    this.client = client;
    this.template = new EventTemplate(node, clock);
    this.memory = new EventMemory(settings.remembered(), settings.sameWithin(), clock);
    this.rate = new TokenBucket(settings.perSecond(), settings.burst(), clock);
    this.executor = executor;
    this.queue = new ArrayBlockingQueue<>(settings.queue());
  }

  /** Tells something of a pod; returns at once. Any thread. */
  public void record(Pod pod, PodEvent event) {
    add(new Waiting(reference(pod, event), event, null));
  }

  /**
   * Tells something of a pod that happened so often and then. Telling the same again, also after
   * the kubelet started anew, changes nothing. Returns at once. Any thread.
   */
  public void record(Pod pod, PodEvent event, Occurrences occurrences) {
    add(new Waiting(reference(pod, event), event, occurrences));
  }

  /** Tells something of the node; returns at once. Any thread. */
  public void recordNode(PodEvent event) {
    add(new Waiting(template.nodeReference(), event, null));
  }

  /** How many events were dropped so far. */
  public long dropped() {
    return dropped.get();
  }

  private static ObjectReference reference(Pod pod, PodEvent event) {
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid())
        .withResourceVersion(pod.getMetadata().getResourceVersion())
        .withFieldPath(event.fieldPath())
        .build();
  }

  private void add(Waiting waiting) {
    if (!queue.offer(waiting)) {
      if (dropped.incrementAndGet() == 1) {
        LOG.warn("events come faster than they can be written; some are dropped");
      }
      return;
    }
    if (draining.compareAndSet(false, true)) {
      continueIn(Duration.ZERO);
    }
  }

  private void continueIn(Duration wait) {
    try {
      executor.schedule(this::drain, wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      draining.set(false);
    }
  }

  private void drain() {
    for (int written = 0; written < BATCH; written++) {
      if (queue.isEmpty()) {
        draining.set(false);
        // One may have come in between, and have left the draining to us.
        if (queue.isEmpty() || !draining.compareAndSet(false, true)) {
          return;
        }
      }
      Duration wait = rate.take();
      if (!wait.isZero()) {
        continueIn(wait);
        return;
      }
      Waiting waiting = queue.poll();
      if (waiting != null) {
        write(waiting);
      }
    }
    continueIn(Duration.ZERO);
  }

  private void write(Waiting waiting) {
    try {
      if (waiting.occurrences() != null) {
        writeOccurrences(waiting, waiting.occurrences());
        return;
      }
      Seen seen = memory.find(waiting.about(), waiting.event());
      if (seen == null || !raiseCount(seen)) {
        create(waiting);
      }
    } catch (RuntimeException e) {
      dropped.incrementAndGet();
      LOG.atWarn()
          .addKeyValue("namespace", waiting.about().getNamespace())
          .addKeyValue("name", waiting.about().getName())
          .addKeyValue("reason", waiting.event().reason())
          .log("event was not written: {}", e.getMessage());
    }
  }

  /** The event's name follows from what it says and since when: it is made once only. */
  private void writeOccurrences(Waiting waiting, Occurrences occurrences) {
    Event event = template.event(waiting.about(), waiting.event(), occurrences);
    String namespace = event.getMetadata().getNamespace();
    if (occurrences.count() > 1
        && setCount(
            namespace,
            event.getMetadata().getName(),
            occurrences.count(),
            event.getLastTimestamp())) {
      return;
    }
    try {
      client.v1().events().inNamespace(namespace).resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  /** False when the API server has forgotten the event meanwhile. */
  private boolean raiseCount(Seen seen) {
    if (!setCount(seen.namespace(), seen.name(), seen.count() + 1, template.now())) {
      return false;
    }
    memory.counted(seen);
    return true;
  }

  /** False when the API server does not have the event. */
  private boolean setCount(String namespace, String name, int count, String last) {
    Map<String, Object> changes = Map.of("count", count, "lastTimestamp", last);
    try {
      client
          .v1()
          .events()
          .resource(EventTemplate.named(namespace, name))
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              client.getKubernetesSerialization().asJson(changes));
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private void create(Waiting waiting) {
    Event event = template.event(waiting.about(), waiting.event());
    client.v1().events().inNamespace(event.getMetadata().getNamespace()).resource(event).create();
    memory.created(waiting.about(), waiting.event(), event);
  }
}
