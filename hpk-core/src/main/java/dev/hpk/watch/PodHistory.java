package dev.hpk.watch;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of one pod: the sum of its lines.
 *
 * @param started when its supervisor started; null when nothing was heard of it
 * @param host where it runs; null before it started
 * @param hostAddress the host's addresses, with commas between them; null before it started
 * @param address the pod's addresses, with commas between them; null before it has one
 * @param sandboxReady whether the pod's namespaces stand
 * @param sandboxProcess the process on the host that holds the pod's namespaces; null when there is
 *     none
 * @param stopping why it is being stopped; null when it is not
 * @param ended when the supervisor wrote its last line; null before
 * @param endReason why it ended, such as Completed, Terminated or DeadlineExceeded; "" before
 * @param endMessage for people; "" when there is nothing to add
 * @param refusedJob the job that was refused because the pod ran already; null when none was
 * @param containers by name
 * @param events what the supervisor wants told, the oldest first; of very many only the newest
 */
public record PodHistory(
    @Nullable Instant started,
    @Nullable String host,
    @Nullable String hostAddress,
    @Nullable String address,
    boolean sandboxReady,
    @Nullable Integer sandboxProcess,
    @Nullable String stopping,
    @Nullable Instant ended,
    String endReason,
    String endMessage,
    @Nullable String refusedJob,
    Map<String, ContainerHistory> containers,
    Map<EventLine, Occurrences> events) {

  private static final int EVENTS = 200;

  /**
   * Something to be told as a Kubernetes event.
   *
   * @param container null when it concerns the whole pod
   * @param type {@code Normal} or {@code Warning}
   */
  public record EventLine(@Nullable String container, String type, String reason, String message) {}

  /** When and how often the same was said. */
  public record Occurrences(Instant first, Instant last, int count) {

    private Occurrences and(Occurrences later) {
      return new Occurrences(first, later.last, count + later.count);
    }
  }

  /** Nothing was heard of it yet. */
  public static final PodHistory NONE =
      new PodHistory(
          null, null, null, null, false, null, null, null, "", "", null, Map.of(), Map.of());

  public PodHistory {
    containers = Map.copyOf(containers);
    events = Collections.unmodifiableMap(new LinkedHashMap<>(events));
  }

  /** The history of one container; {@link ContainerHistory#NONE} when nothing was heard of it. */
  public ContainerHistory container(String name) {
    return containers.getOrDefault(name, ContainerHistory.NONE);
  }

  /** Whether the supervisor wrote its last line. */
  public boolean hasEnded() {
    return ended != null;
  }

  /** The history with one more line of the journal. */
  public PodHistory with(JournalLine line) {
    if (line.isContainer()) {
      Map<String, ContainerHistory> all = new TreeMap<>(containers);
      all.merge(
          String.valueOf(line.container()),
          ContainerHistory.NONE.with(line),
          (known, ignored) -> known.with(line));
      return new PodHistory(
          started,
          host,
          hostAddress,
          address,
          sandboxReady,
          sandboxProcess,
          stopping,
          ended,
          endReason,
          endMessage,
          refusedJob,
          all,
          events);
    }
    if (line.isEvent()) {
      return new PodHistory(
          started,
          host,
          hostAddress,
          address,
          sandboxReady,
          sandboxProcess,
          stopping,
          ended,
          endReason,
          endMessage,
          refusedJob,
          containers,
          withEvent(line));
    }
    return switch (line.state()) {
      case "started" ->
          new PodHistory(
              line.instant(),
              line.host(),
              line.address(),
              address,
              sandboxReady,
              sandboxProcess,
              stopping,
              ended,
              endReason,
              endMessage,
              refusedJob,
              containers,
              events);
      case "sandbox" ->
          new PodHistory(
              started,
              host,
              hostAddress,
              line.address() == null ? address : line.address(),
              true,
              line.pid(),
              stopping,
              ended,
              endReason,
              endMessage,
              refusedJob,
              containers,
              events);
      case "stopping" ->
          new PodHistory(
              started,
              host,
              hostAddress,
              address,
              sandboxReady,
              sandboxProcess,
              text(line.reason()),
              ended,
              endReason,
              endMessage,
              refusedJob,
              containers,
              events);
      case "ended" ->
          new PodHistory(
              started,
              host,
              hostAddress,
              address,
              sandboxReady,
              sandboxProcess,
              stopping,
              line.instant(),
              text(line.reason()),
              text(line.message()),
              refusedJob,
              containers,
              events);
      case "refused" ->
          new PodHistory(
              started,
              host,
              hostAddress,
              address,
              sandboxReady,
              sandboxProcess,
              stopping,
              ended,
              endReason,
              endMessage,
              line.job(),
              containers,
              events);
      default -> this;
    };
  }

  private Map<EventLine, Occurrences> withEvent(JournalLine line) {
    Map<EventLine, Occurrences> all = new LinkedHashMap<>(events);
    EventLine event =
        new EventLine(line.container(), line.state(), text(line.reason()), text(line.message()));
    Occurrences known = all.remove(event);
    Occurrences now = new Occurrences(line.instant(), line.instant(), 1);
    all.put(event, known == null ? now : known.and(now));
    if (all.size() > EVENTS) {
      all.remove(all.keySet().iterator().next());
    }
    return all;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
