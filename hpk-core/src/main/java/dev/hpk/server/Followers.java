package dev.hpk.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All followed logs of which everything was sent. One thread looks at their sizes: other hosts'
 * writes on a shared file system make no event here.
 */
final class Followers {

  private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final Set<LogStream> waiting = ConcurrentHashMap.newKeySet();

  /** Begins to look, on the timer's thread. */
  void start(ScheduledExecutorService timer) {
    timer.scheduleWithFixedDelay(
        this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  void add(LogStream stream) {
    waiting.add(stream);
  }

  void remove(LogStream stream) {
    waiting.remove(stream);
  }

  int count() {
    return waiting.size();
  }

  private void look() {
    waiting.forEach(
        stream -> {
          if (hasNews(stream)) {
            waiting.remove(stream);
            stream.wake();
          }
        });
  }

  /** What cannot be looked at wakes the stream, which meets the same problem and ends. */
  private static boolean hasNews(LogStream stream) {
    try {
      return stream.hasNews();
    } catch (IOException | RuntimeException e) {
      LOG.debug("A followed log cannot be looked at", e);
      return true;
    }
  }
}
