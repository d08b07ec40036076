package dev.hpk.report;

import dev.hpk.api.job.JobState;
import dev.hpk.watch.JournalLine;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A life of a pod that a supervisor could have written down, cut off anywhere, and what others do
 * to the pod meanwhile. Of one seed it is always the same.
 */
final class PodLife {

  private static final List<String> POLICIES = List.of("Always", "OnFailure", "Never");
  private static final int NEVER = Integer.MAX_VALUE;

  private final Random random;
  private final String policy;
  private final List<Container> init = new ArrayList<>();
  private final List<Container> main = new ArrayList<>();
  private final List<JournalLine> lines = new ArrayList<>();
  private final JobState outcome;
  private final int deletedAt;
  private int second;

  PodLife(int seed) {
    random = new Random(seed);
    policy = POLICIES.get(random.nextInt(POLICIES.size()));
    for (int index = random.nextInt(3); index > 0; index--) {
      init.add(container("i" + index, null));
    }
    for (int index = random.nextInt(3); index > 0; index--) {
      init.add(random.nextInt(init.size() + 1), container("s" + index, "Always"));
    }
    for (int index = 1 + random.nextInt(3); index > 0; index--) {
      main.add(container("m" + index, null));
    }
    List<JobState> ends = Stream.of(JobState.values()).filter(JobState::isEnded).toList();
    outcome = ends.get(random.nextInt(ends.size()));
    live();
    if (random.nextBoolean()) {
      lines.subList(random.nextInt(lines.size() + 1), lines.size()).clear();
    }
    deletedAt = random.nextInt(4) == 0 ? 1 + random.nextInt(lines.size() + 1) : NEVER;
  }

  Random random() {
    return random;
  }

  List<JournalLine> lines() {
    return lines;
  }

  /** How the batch system says that the job ended. */
  JobState outcome() {
    return outcome;
  }

  Situation situation() {
    return Situation.of(pod());
  }

  /** What others do to the pod when this many lines were written. */
  void happenAt(int count, Situation situation) {
    if (count == deletedAt) {
      situation.deleted().cancelled();
    }
  }

  private Pod pod() {
    return new PodBuilder(Situation.pod(policy, List.of(), List.of()))
        .editSpec()
        .addAllToInitContainers(init)
        .addAllToContainers(main)
        .endSpec()
        .build();
  }

  private Container container(String name, @Nullable String restartPolicy) {
    ContainerBuilder container =
        new ContainerBuilder().withName(name).withImage("busybox").withRestartPolicy(restartPolicy);
    boolean runsBesideOthers = !name.startsWith("i");
    if (runsBesideOthers && random.nextInt(3) == 0) {
      container.withStartupProbe(new ProbeBuilder().build());
    }
    if (runsBesideOthers && random.nextInt(3) == 0) {
      container.withReadinessProbe(new ProbeBuilder().build());
    }
    return container.build();
  }

  private void live() {
    pod("started", null);
    pod("sandbox", null);
    for (Container container : init) {
      if (ContainerViews.isSidecar(container)) {
        begin(container, 0);
      } else if (!run(container)) {
        pod("ended", "Failed");
        return;
      }
    }
    boolean all = true;
    for (Container container : main) {
      all &= run(container);
    }
    boolean stopped = random.nextInt(4) == 0;
    if (stopped) {
      pod("stopping", random.nextBoolean() ? "Terminated" : "DeadlineExceeded");
    }
    for (Container container : init) {
      if (ContainerViews.isSidecar(container)) {
        end(container, 0, second, random.nextBoolean() ? 0 : 143);
      }
    }
    pod("ended", all ? "Completed" : "Failed");
  }

  /** Whether it ended well in the end. */
  private boolean run(Container container) {
    if (random.nextInt(4) == 0) {
      container("waiting", container, 0, null, "ErrImagePull", null);
    }
    for (int attempt = 0; ; attempt++) {
      int from = begin(container, attempt);
      int exit = random.nextBoolean() ? 0 : 1 + random.nextInt(200);
      end(container, attempt, from, exit);
      boolean again = exit != 0 && !policy.equals("Never") && random.nextInt(3) > 0;
      if (!again) {
        return exit == 0;
      }
      if (random.nextBoolean()) {
        container("waiting", container, attempt + 1, null, "CrashLoopBackOff", null);
      }
    }
  }

  private int begin(Container container, int attempt) {
    container("running", container, attempt, null, null, null);
    int from = second;
    if (container.getStartupProbe() != null && random.nextInt(4) > 0) {
      container("started", container, attempt, null, null, null);
    }
    for (int change = container.getReadinessProbe() == null ? 0 : random.nextInt(4);
        change > 0;
        change--) {
      container(change % 2 == 0 ? "unready" : "ready", container, attempt, null, null, null);
      event(container);
    }
    return from;
  }

  private void end(Container container, int attempt, int from, int exit) {
    container("ended", container, attempt, from, exit == 0 ? "Completed" : "Error", exit);
  }

  private void pod(String state, @Nullable String reason) {
    lines.add(Situation.podLine(tick(), state, reason, "10.0.0.7"));
  }

  private void container(
      String state,
      Container container,
      int attempt,
      @Nullable Integer from,
      @Nullable String reason,
      @Nullable Integer exit) {
    lines.add(
        Situation.containerLine(
            tick(), state, container.getName(), attempt, from, exit, reason, null));
  }

  private void event(Container container) {
    lines.add(Situation.eventLine(tick(), container.getName(), "Unhealthy", "it does not answer"));
  }

  /** Now and then the host's clock is set back. */
  private int tick() {
    second += random.nextInt(20) == 0 ? -3 : 1;
    second = Math.max(second, 0);
    return second;
  }
}
