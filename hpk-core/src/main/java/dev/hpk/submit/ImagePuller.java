package dev.hpk.submit;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.PullPolicy;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes images present on the kubelet's host before a pod is submitted. One pull at a time for one
 * image, whoever asks; a failed one is tried again with a back-off (kubelet: 10 s doubling to 300
 * s). Safe for use by several threads.
 */
public final class ImagePuller {

  private static final Duration PULL_TIMEOUT = Duration.ofHours(1);
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

  /** How long an image that was seen counts as present without another look. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final CommandRunner commands;
  private final Executor pulls;
  private final Clock clock;
  private final BiFunction<ImagePlan, PullPolicy, String> script;
  private final Object lock = new Object();
  private final Map<ImagePlan, Entry> entries = new HashMap<>();

  /** How an image stands for one who needs it. */
  public enum Standing {
    PRESENT,
    PULLING,
    FAILED,
    BACKING_OFF
  }

  /**
   * An answer.
   *
   * @param standing how the image stands
   * @param message the engine's words when it failed; else ""
   * @param retry when it will be tried again; null unless it failed
   * @param took how long the pull took that made it present; null when none was needed
   */
  public record Answer(
      Standing standing, String message, @Nullable Instant retry, @Nullable Duration took) {}

  private static final class Entry {
    boolean pulling;
    int failures;
    String message = "";
    Instant retry = Instant.EPOCH;
    boolean told;
    @Nullable Instant presentSince;
    @Nullable Duration took;
    final Set<String> waiters = new HashSet<>();
  }

  /**
   * @param pulls where pulls run; bounds how many run at once
   * @param script the bash that makes an image present and exits 0, or prints why not
   */
  public ImagePuller(
      CommandRunner commands,
      Executor pulls,
      Clock clock,
      BiFunction<ImagePlan, PullPolicy, String> script) {
    this.commands = commands;
    this.pulls = pulls;
    this.clock = clock;
    this.script = script;
  }

  /**
   * How an image stands; begins to pull it when that is due.
   *
   * @param since pulls that ended before this moment are not new enough for policy ALWAYS
   * @param waiter who is to be told when a pull that goes on has ended
   * @param wake is told so, on the pulling thread
   */
  public Answer ask(
      ImagePlan image, PullPolicy policy, Instant since, String waiter, Consumer<String> wake) {
    Instant now = clock.instant();
    synchronized (lock) {
      Entry entry = entries.computeIfAbsent(image, plan -> new Entry());
      if (entry.pulling) {
        entry.waiters.add(waiter);
        return new Answer(Standing.PULLING, "", null, null);
      }
      if (isPresent(entry, image, policy, since, now)) {
        return new Answer(Standing.PRESENT, "", null, entry.took);
      }
      if (entry.failures > 0 && now.isBefore(entry.retry)) {
        Standing standing = entry.told ? Standing.BACKING_OFF : Standing.FAILED;
        entry.told = true;
        return new Answer(standing, entry.message, entry.retry, null);
      }
      entry.pulling = true;
      entry.waiters.add(waiter);
    }
    pulls.execute(() -> pull(image, policy, wake));
    return new Answer(Standing.PULLING, "", null, null);
  }

  private static boolean isPresent(
      Entry entry, ImagePlan image, PullPolicy policy, Instant since, Instant now) {
    boolean gone = image.file() != null && !Files.exists(image.file());
    if (gone) {
      return false;
    }
    if (policy == PullPolicy.ALWAYS && image.fetch() != null) {
      return entry.presentSince != null && !entry.presentSince.isBefore(since);
    }
    if (image.file() != null && image.config() == null) {
      return true;
    }
    return entry.presentSince != null && now.isBefore(entry.presentSince.plus(FRESH));
  }

  private void pull(ImagePlan image, PullPolicy policy, Consumer<String> wake) {
    Instant begin = clock.instant();
    @Nullable String complaint;
    try {
      CommandResult result =
          commands.run(
              HostCommand.of("bash", "-s")
                  .withStdin(script.apply(image, policy))
                  .withTimeout(PULL_TIMEOUT));
      complaint = result.succeeded() ? null : result.stderr().strip();
    } catch (HpkException e) {
      complaint = String.valueOf(e.getMessage());
    }
    Set<String> waiters = settle(image, begin, complaint);
    waiters.forEach(wake);
  }

  private Set<String> settle(ImagePlan image, Instant begin, @Nullable String complaint) {
    Instant now = clock.instant();
    synchronized (lock) {
      Entry entry = entries.computeIfAbsent(image, plan -> new Entry());
      entry.pulling = false;
      if (complaint == null) {
        entry.failures = 0;
        entry.presentSince = now;
        entry.took = Duration.between(begin, now);
      } else {
        entry.failures++;
        entry.message = complaint;
        entry.retry = now.plus(backoff(entry.failures));
        entry.told = false;
        entry.presentSince = null;
      }
      Set<String> waiters = new HashSet<>(entry.waiters);
      entry.waiters.clear();
      return waiters;
    }
  }

  private static Duration backoff(int failures) {
    Duration delay = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 6));
    return delay.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : delay;
  }
}
