package dev.hpk.watch;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of one container.
 *
 * @param attempt how often it was started before; its restart count
 * @param waiting why it waits; null when it does not
 * @param running the start that goes on; null when it does not run
 * @param ended how the newest attempt that ended did so; null when none did
 * @param endedBefore how the one before that ended; null when there was none
 */
public record ContainerHistory(
    int attempt,
    @Nullable Waiting waiting,
    @Nullable Running running,
    @Nullable Ended ended,
    @Nullable Ended endedBefore) {

  /** Nothing was heard of it yet. */
  public static final ContainerHistory NONE = new ContainerHistory(0, null, null, null, null);

  /** Why a container waits, such as CrashLoopBackOff. */
  public record Waiting(String reason, String message) {}

  /**
   * A container's first process exists.
   *
   * @param started when that process began
   * @param pid that process, on the host
   * @param startedUp whether its startup probe succeeded; only containers that have one are told of
   * @param ready whether its readiness probe succeeds; only containers that have one are told of
   */
  public record Running(
      int attempt, Instant started, @Nullable Integer pid, boolean startedUp, boolean ready) {

    /** Seen, and nothing said of its probes. */
    public Running(int attempt, Instant started, @Nullable Integer pid) {
      this(attempt, started, pid, false, false);
    }

    private Running withStartedUp() {
      return new Running(attempt, started, pid, true, ready);
    }

    private Running withReady(boolean now) {
      return new Running(attempt, started, pid, startedUp, now);
    }
  }

  /** How a container ended. */
  public record Ended(
      int attempt,
      @Nullable Instant started,
      Instant finished,
      int exitCode,
      @Nullable Integer signal,
      String reason,
      String message) {}

  /** The history with one more line of the journal; lines of the past change nothing. */
  public ContainerHistory with(JournalLine line) {
    if (line.attempt() < attempt) {
      return this;
    }
    return switch (line.state()) {
      case "waiting" ->
          wasStarted(line.attempt())
              ? this
              : new ContainerHistory(
                  line.attempt(),
                  new Waiting(text(line.reason()), text(line.message())),
                  null,
                  ended,
                  endedBefore);
      case "running" ->
          isEnded(line.attempt())
              ? this
              : new ContainerHistory(
                  line.attempt(),
                  null,
                  new Running(line.attempt(), startOf(line), line.pid()),
                  ended,
                  endedBefore);
      case "started" -> withRunning(line, Running::withStartedUp);
      case "ready" -> withRunning(line, known -> known.withReady(true));
      case "unready" -> withRunning(line, known -> known.withReady(false));
      case "ended" -> isEnded(line.attempt()) ? this : end(line);
      default -> this;
    };
  }

  private ContainerHistory withRunning(JournalLine line, UnaryOperator<Running> change) {
    return running == null || running.attempt() != line.attempt()
        ? this
        : new ContainerHistory(attempt, waiting, change.apply(running), ended, endedBefore);
  }

  /** A container with a postStart hook is told of when that is through. */
  private static Instant startOf(JournalLine line) {
    return line.started() == null ? line.instant() : Instant.ofEpochMilli(line.started());
  }

  private boolean wasStarted(int ofAttempt) {
    return isEnded(ofAttempt) || (running != null && running.attempt() >= ofAttempt);
  }

  private boolean isEnded(int ofAttempt) {
    return ended != null && ended.attempt() >= ofAttempt;
  }

  private ContainerHistory end(JournalLine line) {
    Ended newest =
        new Ended(
            line.attempt(),
            line.started() == null ? null : Instant.ofEpochMilli(line.started()),
            line.instant(),
            line.exit() == null ? 255 : line.exit(),
            line.signal() == null || line.signal() == 0 ? null : line.signal(),
            text(line.reason()),
            text(line.message()));
    return new ContainerHistory(line.attempt(), null, null, newest, ended);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
