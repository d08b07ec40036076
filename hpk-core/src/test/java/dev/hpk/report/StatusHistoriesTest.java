package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.report.PodObservation.Stage;
import dev.hpk.watch.JournalLine;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any life of a pod. Seeds name the lives; each is the same in every run. */
class StatusHistoriesTest {

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_status_only_goes_forward(int seed) {
    PodLife life = new PodLife(seed);
    Situation situation = life.situation();
    PodStatus before = situation.publish(0);
    for (int second = 1; second <= life.lines().size(); second++) {
      situation.line(life.lines().get(second - 1));
      life.happenAt(second, situation);
      if (life.random().nextInt(3) == 0) {
        continue;
      }
      PodStatus after = situation.publish(second);
      assertForward(before, after);
      assertConsistent(situation.pod().getSpec(), after);
      before = after;
    }
    situation.stage(Stage.OVER).job(life.outcome());
    PodStatus over = situation.publish(life.lines().size() + 1);
    assertForward(before, over);
    assertThat(PodPhase.isTerminal(over)).isTrue();
    assertThat(containers(over)).noneMatch(status -> ContainerViews.running(status) != null);

    // The journal starts over, as after a loss: the status stays.
    situation.history(PodHistory.NONE).forgottenJob();
    assertForward(over, situation.publish(life.lines().size() + 2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void the_end_does_not_depend_on_how_often_one_looked(int seed) {
    PodLife life = new PodLife(seed);
    int half = life.lines().size() / 2;
    Situation once = life.situation();
    Situation twice = life.situation();
    once.publish(0);
    twice.publish(0);
    life.lines().forEach(once::line);
    life.lines().subList(0, half).forEach(twice::line);
    twice.publish(life.lines().size() + 1);
    // another kubelet reads the journal from its beginning
    twice.history(PodHistory.NONE);
    life.lines().forEach(twice::line);
    // and lines that come again, as after a write that was torn, change nothing
    life.lines().subList(0, half).forEach(twice::line);

    once.stage(Stage.OVER).job(life.outcome());
    twice.stage(Stage.OVER).job(life.outcome());

    PodStatus first = once.publish(life.lines().size() + 1);
    PodStatus second = twice.publish(life.lines().size() + 1);
    assertThat(second.getContainerStatuses()).isEqualTo(first.getContainerStatuses());
    assertThat(second.getInitContainerStatuses()).isEqualTo(first.getInitContainerStatuses());
    assertThat(second.getPhase()).isEqualTo(first.getPhase());
    assertThat(second.getReason()).isEqualTo(first.getReason());
    assertThat(second.getMessage()).isEqualTo(first.getMessage());
    assertThat(words(second)).isEqualTo(words(first));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_status_published_is_a_status_that_stays(int seed) {
    PodLife life = new PodLife(seed);
    Situation situation = life.situation();
    for (JournalLine line : life.lines()) {
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
    if (PodPhase.RUNNING.equals(before.getPhase())) {
      assertThat(after.getPhase()).isNotEqualTo(PodPhase.PENDING);
    }
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
      assertSameStart(container, later);
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

  /** Within an attempt the start stays what it was. */
  private static void assertSameStart(ContainerStatus before, ContainerStatus after) {
    ContainerStateRunning running = ContainerViews.running(before);
    ContainerStateRunning later = ContainerViews.running(after);
    if (running != null
        && later != null
        && Objects.equals(before.getRestartCount(), after.getRestartCount())) {
      assertThat(later.getStartedAt()).isEqualTo(running.getStartedAt());
      if (Boolean.TRUE.equals(before.getStarted())) {
        assertThat(after.getStarted()).isTrue();
      }
    }
  }

  /** What must agree within one status. */
  private static void assertConsistent(PodSpec spec, PodStatus status) {
    boolean allReady =
        status.getContainerStatuses().stream().allMatch(ContainerStatus::getReady)
            && spec.getInitContainers().stream()
                .filter(ContainerViews::isSidecar)
                .allMatch(sidecar -> Situation.container(status, sidecar.getName()).getReady());
    boolean ended = PodPhase.isTerminal(status);
    assertThat(Situation.condition(status, "ContainersReady").getStatus())
        .isEqualTo(allReady && !ended ? "True" : "False");
    for (ContainerStatus container : containers(status)) {
      if (ContainerViews.running(container) == null) {
        assertThat(container.getStarted()).isFalse();
      } else if (!container.getStarted()) {
        assertThat(container.getReady()).isFalse();
      }
      assertThat(ended && ContainerViews.running(container) != null).isFalse();
    }
  }

  private static List<String> words(PodStatus status) {
    return status.getConditions().stream()
        .map(it -> it.getType() + it.getStatus() + it.getReason() + it.getMessage())
        .toList();
  }

  private static List<ContainerStatus> containers(PodStatus status) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .toList();
  }
}
