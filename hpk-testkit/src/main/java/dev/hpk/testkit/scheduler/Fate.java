package dev.hpk.testkit.scheduler;

import dev.hpk.api.job.JobState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a job of {@link FakeScheduler}: steps, of which each query shows the next one and
 * then goes on showing the last.
 *
 * @param steps at least one
 */
public record Fate(List<Step> steps) {

  /**
   * What one query shows.
   *
   * @param state the job's state
   * @param reason the batch system's word, or ""
   * @param exitCode the script's exit code; null when it has none
   * @param signal the signal that ended the script; null when none did
   * @param hosts where it runs or ran
   */
  public record Step(
      JobState state,
      String reason,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      List<String> hosts) {

    public Step {
      hosts = List.copyOf(hosts);
    }
  }

  public Fate {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a fate has no steps");
    }
  }

  /** Waits, for this reason. */
  public static Fate pending(String reason) {
    return of(new Step(JobState.PENDING, reason, null, null, List.of()));
  }

  /** Runs on these hosts. */
  public static Fate running(String... hosts) {
    return of(new Step(JobState.RUNNING, "", null, null, List.of(hosts)));
  }

  /** Is in this state, with this word of the batch system, on no known host. */
  public static Fate in(JobState state, String reason) {
    return of(new Step(state, reason, null, null, List.of()));
  }

  /** Ended in this state with this exit code. */
  public static Fate ended(JobState state, int exitCode) {
    if (!state.isEnded()) {
      throw new IllegalArgumentException("not an end: " + state);
    }
    return of(new Step(state, "", exitCode, null, List.of()));
  }

  /** Was killed by this signal. */
  public static Fate killed(JobState state, int signal) {
    return of(new Step(state, "", null, signal, List.of()));
  }

  public static Fate of(Step... steps) {
    return new Fate(List.of(steps));
  }

  /** This fate, and after its last step the steps of another. */
  public Fate then(Fate next) {
    List<Step> all = new ArrayList<>(steps);
    all.addAll(next.steps);
    return new Fate(all);
  }
}
