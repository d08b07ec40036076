package dev.hpk.testkit.scheduler;

import dev.hpk.api.HpkException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How {@link FakeScheduler} answers, and whether it does; guarded by its lock. */
final class FakeAnswers {

  private static final Duration HOLD_LIMIT = Duration.ofMinutes(2);

  private final Map<String, Deque<SubmitAnswer>> answers = new HashMap<>();
  private final Map<String, String> refusals = new HashMap<>();
  private @Nullable String away;
  private @Nullable CountDownLatch hold;

  void add(String jobName, List<SubmitAnswer> next) {
    answers.computeIfAbsent(jobName, name -> new ArrayDeque<>()).addAll(next);
  }

  void refuse(String jobName, String text) {
    refusals.put(jobName, text);
  }

  void refuseNoMore(String jobName) {
    refusals.remove(jobName);
  }

  /**
   * @param text what every call fails with; null: none does
   */
  void away(@Nullable String text) {
    away = text;
  }

  void hold() {
    hold = new CountDownLatch(1);
  }

  void release() {
    if (hold != null) {
      hold.countDown();
    }
    hold = null;
  }

  void check() {
    if (away != null) {
      throw new HpkException(HpkException.Kind.EXTERNAL, away);
    }
  }

  /** The next answer for this name when it is one of acceptance; the other ones are thrown. */
  SubmitAnswer next(String jobName) {
    if (refusals.containsKey(jobName)) {
      throw refused(refusals.get(jobName));
    }
    Deque<SubmitAnswer> next = answers.get(jobName);
    SubmitAnswer answer = next == null || next.isEmpty() ? SubmitAnswer.ACCEPTED : next.remove();
    return switch (answer) {
      case ACCEPTED, ACCEPTED_BUT_LOST -> answer;
      case REFUSED -> throw refused("Batch job submission failed: refused");
      case LOST -> throw lost();
    };
  }

  /** Waits, outside the lock, while answers are held. */
  Runnable held() {
    CountDownLatch held = hold;
    return held == null ? () -> {} : () -> await(held);
  }

  static HpkException lost() {
    return new HpkException(HpkException.Kind.EXTERNAL, "no answer from the fake scheduler");
  }

  private static HpkException refused(@Nullable String text) {
    return new HpkException(HpkException.Kind.USER, String.valueOf(text));
  }

  private static void await(CountDownLatch held) {
    try {
      if (!held.await(HOLD_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nobody called releaseAnswers within " + HOLD_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HpkException(HpkException.Kind.EXTERNAL, "interrupted while submitting", e);
    }
  }
}
