package dev.hpk.kubelet;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** All threads of one kubelet: a constant number, whatever the number of pods. */
final class Threads implements AutoCloseable {

  /** Journal, queue, sweep, node, lease, volumes and events may each wait for something. */
  private static final int TIMERS = 7;

  private static final long STOP_SECONDS = 5;

  private final List<ExecutorService> all = new ArrayList<>();
  private final ScheduledExecutorService timer = kept(timerPool());
  private final ExecutorService pumps = kept(Executors.newCachedThreadPool(named("hpk-output-%d")));

  ScheduledExecutorService timer() {
    return timer;
  }

  /** Reads what child processes print; as many threads as there are children. */
  ExecutorService pumps() {
    return pumps;
  }

  ExecutorService workers(int count) {
    return kept(Executors.newFixedThreadPool(count, named("hpk-worker-%d")));
  }

  ExecutorService pulls(int count) {
    return kept(Executors.newFixedThreadPool(count, named("hpk-pull-%d")));
  }

  /** What is only due later is not waited for at the end. */
  private static ScheduledExecutorService timerPool() {
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(TIMERS, named("hpk-timer-%d"));
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    pool.setRemoveOnCancelPolicy(true);
    return pool;
  }

  private <E extends ExecutorService> E kept(E executor) {
    all.add(executor);
    return executor;
  }

  private static ThreadFactory named(String format) {
    return new ThreadFactoryBuilder().setNameFormat(format).setDaemon(true).build();
  }

  /** Lets what is under way end, for a while; then interrupts it. */
  @Override
  public void close() {
    all.forEach(ExecutorService::shutdown);
    awaitEnd();
    all.forEach(ExecutorService::shutdownNow);
    awaitEnd();
  }

  /** Interrupts everything that is under way, and waits for nothing. */
  void abandon() {
    all.forEach(ExecutorService::shutdownNow);
  }

  private void awaitEnd() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (ExecutorService executor : all) {
        if (!executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
