package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.watch.JournalLine;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any life of a pod. Seeds name the lives; each is the same in every run. */
class StatusHistoriesTest {

  private static final List<String> POLICIES = List.of("Always", "OnFailure", "Never");

  static IntStream seeds() {
    return IntStream.range(0, 150);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_status_only_goes_forward(int seed) {
    Life life = new Life(seed);
    Situation situation = life.situation();
    PodStatus before = situation.publish(0);
    for (int second = 1; second <= life.lines.size(); second++) {
      situation.line(life.lines.get(second - 1));
      if (life.random.nextInt(3) == 0) {
        continue;
      }
      PodStatus after = situation.publish(second);
      assertForward(before, after);
      before = after;
    }
    situation.stage(Stage.OVER).job(life.outcome);
    PodStatus over = situation.publish(life.lines.size() + 1);
    assertForward(before, over);
    assertThat(PodPhase.isTerminal(over)).isTrue();
    assertThat(containers(over)).noneMatch(status -> ContainerViews.running(status) != null);

    // The journal starts over, as after a loss: the status stays.
    situation.history(PodHistory.NONE).forgottenJob();
    assertForward(over, situation.publish(life.lines.size() + 2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void the_end_does_not_depend_on_how_often_one_looked(int seed) {
    Life life = new Life(seed);
    int half = life.lines.size() / 2;
    Situation once = life.situation();
    Situation twice = life.situation();
    once.publish(0);
    twice.publish(0);
    life.lines.forEach(once::line);
    life.lines.subList(0, half).forEach(twice::line);
    twice.publish(life.lines.size() + 1);
    life.lines.subList(half, life.lines.size()).forEach(twice::line);

    once.stage(Stage.OVER).job(life.outcome);
    twice.stage(Stage.OVER).job(life.outcome);

    PodStatus first = once.publish(life.lines.size() + 1);
    PodStatus second = twice.publish(life.lines.size() + 1);
    assertThat(second.getContainerStatuses()).isEqualTo(first.getContainerStatuses());
    assertThat(second.getInitContainerStatuses()).isEqualTo(first.getInitContainerStatuses());
    assertThat(second.getPhase()).isEqualTo(first.getPhase());
    assertThat(second.getReason()).isEqualTo(first.getReason());
    assertThat(second.getMessage()).isEqualTo(first.getMessage());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_status_published_is_a_status_that_stays(int seed) {
    Life life = new Life(seed);
    Situation situation = life.situation();
    for (JournalLine line : life.lines) {
      PodStatus published = situation.line(line).publish(3);
      assertThat(situation.at(4000)).isEqualTo(published);
    }
  }

  private static void assertForward(PodStatus before, PodStatus after) {
    if (PodPhase.isTerminal(before)) {
      assertThat(after.getPhase()).isEqualTo(before.getPhase());
      assertThat(after.getReason()).isEqualTo(before.getReason());
    }
    assertThat(after.getStartTime()).isEqualTo(before.getStartTime());
    for (PodCondition condition : before.getConditions()) {
      PodCondition later = Situation.condition(after, condition.getType());
      if (condition.getStatus().equals(later.getStatus())) {
        assertThat(later.getLastTransitionTime()).isEqualTo(condition.getLastTransitionTime());
      } else {
        assertThat(Instant.parse(later.getLastTransitionTime()))
            .isAfterOrEqualTo(Instant.parse(condition.getLastTransitionTime()));
      }
    }
    for (ContainerStatus container : containers(before)) {
      ContainerStatus later = Situation.container(after, container.getName());
      assertThat(later.getRestartCount()).isGreaterThanOrEqualTo(container.getRestartCount());
      ContainerStateTerminated ended = ContainerViews.terminated(container);
      if (ended != null && Objects.equals(later.getRestartCount(), container.getRestartCount())) {
        assertThat(Objects.requireNonNull(ContainerViews.stopped(later)).getExitCode())
            .isEqualTo(ended.getExitCode());
      }
    }
    for (ContainerStatus container : containers(after)) {
      ContainerStateTerminated ended = ContainerViews.terminated(container);
      if (ended != null && ended.getStartedAt() != null) {
        assertThat(Instant.parse(ended.getFinishedAt()))
            .isAfterOrEqualTo(Instant.parse(ended.getStartedAt()));
      }
    }
  }

  private static List<ContainerStatus> containers(PodStatus status) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .toList();
  }

  /** A life of a pod that a supervisor could have written down, cut off anywhere. */
  private static final class Life {
    private final Random random;
    private final String policy;
    private final List<String> init = new ArrayList<>();
    private final List<String> main = new ArrayList<>();
    private final List<JournalLine> lines = new ArrayList<>();
    private final JobState outcome;
    private int second;

    Life(int seed) {
      random = new Random(seed);
      policy = POLICIES.get(random.nextInt(POLICIES.size()));
      for (int index = random.nextInt(3); index > 0; index--) {
        init.add("i" + index);
      }
      for (int index = 1 + random.nextInt(3); index > 0; index--) {
        main.add("m" + index);
      }
      List<JobState> ends = Stream.of(JobState.values()).filter(JobState::isEnded).toList();
      outcome = ends.get(random.nextInt(ends.size()));
      live();
      if (random.nextBoolean()) {
        lines.subList(random.nextInt(lines.size() + 1), lines.size()).clear();
      }
    }

    Situation situation() {
      return Situation.of(Situation.pod(policy, init, main));
    }

    private void live() {
      pod("started", null);
      pod("sandbox", null);
      for (String container : init) {
        if (!run(container)) {
          pod("ended", "Failed");
          return;
        }
      }
      boolean all = true;
      for (String container : main) {
        all &= run(container);
      }
      if (random.nextInt(4) == 0) {
        pod("stopping", random.nextBoolean() ? "Terminated" : "DeadlineExceeded");
      }
      pod("ended", all ? "Completed" : "Failed");
    }

    private boolean run(String container) {
      if (random.nextInt(4) == 0) {
        container("waiting", container, 0, null, "ErrImagePull");
      }
      for (int attempt = 0; ; attempt++) {
        int from = second + 1;
        container("running", container, attempt, null, null);
        int exit = random.nextBoolean() ? 0 : 1 + random.nextInt(200);
        container("ended", container, attempt, from, exit == 0 ? "Completed" : "Error", exit);
        boolean again = exit != 0 && !policy.equals("Never") && random.nextInt(3) > 0;
        if (!again) {
          return exit == 0;
        }
        if (random.nextBoolean()) {
          container("waiting", container, attempt + 1, null, "CrashLoopBackOff");
        }
      }
    }

    private void pod(String state, String reason) {
      lines.add(Situation.podLine(++second, state, reason, "10.0.0.7"));
    }

    private void container(String state, String name, int attempt, Integer from, String reason) {
      container(state, name, attempt, from, reason, null);
    }

    private void container(
        String state, String name, int attempt, Integer from, String reason, Integer exit) {
      lines.add(Situation.containerLine(++second, state, name, attempt, from, exit, reason, null));
    }
  }
}
