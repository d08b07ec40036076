package dev.hpk.node;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats an action at an interval; after a failure sooner, with a back-off. Never overlaps itself
 * and never ends of itself.
 */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final String what;
  private final Runnable action;
  private final Duration interval;
  private final Duration firstBackoff;
  private final Duration longestBackoff;
  private final ScheduledExecutorService executor;
  private final Object lock = new Object();

  private @Nullable Future<?> next;
  private boolean closed;
  private boolean again;
  private boolean running;
  private int failures;

  /**
   * @param what for the log, as the end of "could not"
   * @param action what is repeated; a RuntimeException means that it failed
   */
  Heartbeat(
      String what,
      Runnable action,
      Duration interval,
      NodeSettings settings,
      ScheduledExecutorService executor) {
    this.what = what;
    this.action = action;
    this.interval = interval;
    this.firstBackoff = settings.firstBackoff();
    this.longestBackoff = settings.longestBackoff();
    this.executor = executor;
  }

  /** Beats at once, or once more when it is just beating. Any thread. */
  void now() {
    synchronized (lock) {
      if (running) {
        again = true;
        return;
      }
      schedule(Duration.ZERO);
    }
  }

  void close() {
    synchronized (lock) {
      closed = true;
      if (next != null) {
        next.cancel(false);
      }
    }
  }

  private void beat() {
    synchronized (lock) {
      if (closed || running) {
        return;
      }
      running = true;
    }
    boolean succeeded = attempt();
    synchronized (lock) {
      running = false;
      failures = succeeded ? 0 : failures + 1;
      schedule(again ? Duration.ZERO : succeeded ? interval : backoff());
      again = false;
    }
  }

  private boolean attempt() {
    try {
      action.run();
      if (failures > 0) {
        LOG.info("could {} again", what);
      }
      return true;
    } catch (RuntimeException e) {
      if (failures == 0) {
        LOG.warn("could not {}; it is tried again: {}", what, e.getMessage());
      }
      LOG.debug("could not {}", what, e);
      return false;
    }
  }

  private Duration backoff() {
    Duration wait = firstBackoff.multipliedBy(1L << Math.min(failures - 1, 20));
    return wait.compareTo(longestBackoff) < 0 ? wait : longestBackoff;
  }

  private void schedule(Duration wait) {
    if (closed) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    try {
      next = executor.schedule(this::beat, wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      closed = true;
    }
  }
}
