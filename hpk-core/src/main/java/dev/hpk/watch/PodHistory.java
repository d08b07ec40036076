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
    Draft draft = new Draft(this);
    if (line.isContainer()) {
      draft.containers = withContainer(line);
      return draft.history();
    }
    if (line.isEvent()) {
      draft.events = withEvent(line);
      return draft.history();
    }
    switch (line.state()) {
      case "started" -> {
        draft.started = line.instant();
        draft.host = line.host();
        draft.hostAddress = line.address();
      }
      case "sandbox" -> {
        draft.address = line.address() == null ? address : line.address();
        draft.sandboxReady = true;
        draft.sandboxProcess = line.pid();
      }
      case "stopping" -> draft.stopping = text(line.reason());
      case "ended" -> {
        draft.ended = line.instant();
        draft.endReason = text(line.reason());
        draft.endMessage = text(line.message());
      }
      case "refused" -> draft.refusedJob = line.job();
      default -> {
        return this;
      }
    }
    return draft.history();
  }

  /** A history on its way to the next one. */
  private static final class Draft {
    private @Nullable Instant started;
    private @Nullable String host;
    private @Nullable String hostAddress;
    private @Nullable String address;
    private boolean sandboxReady;
    private @Nullable Integer sandboxProcess;
    private @Nullable String stopping;
    private @Nullable Instant ended;
    private String endReason;
    private String endMessage;
    private @Nullable String refusedJob;
    private Map<String, ContainerHistory> containers;
    private Map<EventLine, Occurrences> events;

    Draft(PodHistory from) {
      started = from.started;
      host = from.host;
      hostAddress = from.hostAddress;
      address = from.address;
      sandboxReady = from.sandboxReady;
      sandboxProcess = from.sandboxProcess;
      stopping = from.stopping;
      ended = from.ended;
      endReason = from.endReason;
      endMessage = from.endMessage;
      refusedJob = from.refusedJob;
      containers = from.containers;
      events = from.events;
    }

    PodHistory history() {
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
          events);
    }
  }

  private Map<String, ContainerHistory> withContainer(JournalLine line) {
    Map<String, ContainerHistory> all = new TreeMap<>(containers);
    all.merge(
        String.valueOf(line.container()),
        ContainerHistory.NONE.with(line),
        (known, ignored) -> known.with(line));
    return all;
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
