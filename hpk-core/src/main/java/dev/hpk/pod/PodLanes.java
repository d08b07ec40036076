package dev.hpk.pod;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane for each pod: its work is done one after another, never by two workers at once, while a
 * bounded number of workers serves all lanes. Waking a lane that waits or works is remembered once.
 */
final class PodLanes {

  private static final Logger LOG = LoggerFactory.getLogger(PodLanes.class);

  private final ExecutorService workers;
  private final ScheduledExecutorService timer;
  private final Consumer<String> work;
  private final Object lock = new Object();
  private final Set<String> queued = new HashSet<>();
  private final Set<String> working = new HashSet<>();
  private final Set<String> again = new HashSet<>();
  private final Map<String, Alarm> alarms = new HashMap<>();

  private record Alarm(long due, ScheduledFuture<?> future) {}

  /**
   * @param work does what is due for one pod's uid; may throw, which is logged
   */
  PodLanes(ExecutorService workers, ScheduledExecutorService timer, Consumer<String> work) {
    this.workers = workers;
    this.timer = timer;
    this.work = work;
  }

  /** Has the pod looked at as soon as a worker is free. */
  void wake(String uid) {
    synchronized (lock) {
      if (working.contains(uid)) {
        again.add(uid);
        return;
      }
      if (!queued.add(uid)) {
        return;
      }
    }
    submit(uid);
  }

  /** Has the pod looked at after a while; an earlier moment that is already set stays. */
  void wakeLater(String uid, Duration delay) {
    long due = System.nanoTime() + delay.toNanos();
    synchronized (lock) {
      Alarm set = alarms.get(uid);
      if (set != null && set.due() - due <= 0) {
        return;
      }
      if (set != null) {
        set.future().cancel(false);
      }
      try {
        ScheduledFuture<?> future =
            timer.schedule(() -> ring(uid, due), delay.toNanos(), TimeUnit.NANOSECONDS);
        alarms.put(uid, new Alarm(due, future));
      } catch (RejectedExecutionException e) {
        LOG.atDebug().addKeyValue("pod", uid).log("The kubelet stops: no further wake-up");
      }
    }
  }

  private void ring(String uid, long due) {
    synchronized (lock) {
      Alarm set = alarms.get(uid);
      if (set != null && set.due() == due) {
        alarms.remove(uid);
      }
    }
    wake(uid);
  }

  private void submit(String uid) {
    try {
      workers.execute(() -> run(uid));
    } catch (RejectedExecutionException e) {
      LOG.atDebug().addKeyValue("pod", uid).log("The kubelet stops: no further work");
    }
  }

  private void run(String uid) {
    synchronized (lock) {
      queued.remove(uid);
      working.add(uid);
    }
    try {
      work.accept(uid);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("pod", uid).setCause(e).log("Work on a pod failed");
    } finally {
      boolean once;
      synchronized (lock) {
        working.remove(uid);
        once = again.remove(uid) && queued.add(uid);
      }
      if (once) {
        submit(uid);
      }
    }
  }
}
