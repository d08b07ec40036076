package dev.hpk.report;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The phase that follows from the containers (kubelet_pods.go getPhase). Pure. */
final class PhaseRule {

  private PhaseRule() {}

  /**
   * The phase; it may be terminal although the pod is not over yet.
   *
   * @param terminating whether containers are not started again whatever the restart policy
   */
  static String phase(
      PodSpec spec, List<ContainerStatus> init, List<ContainerStatus> main, boolean terminating) {
    InitCount inits = InitCount.of(spec, init);
    if (inits.failedForGood > 0) {
      return PodPhase.FAILED;
    }
    MainCount mains = MainCount.of(spec, main);
    boolean initialised = ContainerViews.anyMainStarted(main);
    if (inits.pending > 0 || (inits.pendingSidecars > 0 && !initialised)) {
      return PodPhase.PENDING;
    }
    if (mains.waiting + inits.waitingSidecars > 0) {
      return PodPhase.PENDING;
    }
    int running = mains.running + inits.runningSidecars;
    int unknown = mains.unknown + inits.unknownSidecars;
    if (unknown > 0) {
      return PodPhase.PENDING;
    }
    if (running > 0) {
      return PodPhase.RUNNING;
    }
    return mains.stopped > 0 ? stopped(mains, terminating) : PodPhase.PENDING;
  }

  private static String stopped(MainCount mains, boolean terminating) {
    if (!terminating && mains.restarting > 0) {
      return PodPhase.RUNNING;
    }
    return mains.succeeded == mains.stopped ? PodPhase.SUCCEEDED : PodPhase.FAILED;
  }

  private static final class InitCount {
    private int pending;
    private int failedForGood;
    private int pendingSidecars;
    private int waitingSidecars;
    private int runningSidecars;
    private int unknownSidecars;

    static InitCount of(PodSpec spec, List<ContainerStatus> statuses) {
      InitCount count = new InitCount();
      for (Container container : spec.getInitContainers()) {
        ContainerStatus status = ContainerViews.find(statuses, container.getName());
        if (ContainerViews.isSidecar(container)) {
          count.addSidecar(status);
        } else {
          count.addRegular(spec, container, status);
        }
      }
      return count;
    }

    private void addRegular(PodSpec spec, Container container, @Nullable ContainerStatus status) {
      ContainerStateTerminated ended =
          status == null || ContainerViews.running(status) != null
              ? null
              : ContainerViews.stopped(status);
      if (ended == null) {
        pending++;
        return;
      }
      int code = ended.getExitCode();
      if (code != 0 && !RestartRule.restarts(spec, container, code)) {
        failedForGood++;
      }
    }

    /** Sidecars that ended do not count. */
    private void addSidecar(@Nullable ContainerStatus status) {
      if (status == null) {
        unknownSidecars++;
        return;
      }
      if (ContainerViews.running(status) != null) {
        runningSidecars++;
        if (!Boolean.TRUE.equals(status.getStarted())) {
          pendingSidecars++;
        }
        return;
      }
      if (ContainerViews.stopped(status) == null) {
        pendingSidecars++;
        waitingSidecars++;
      }
    }
  }

  private static final class MainCount {
    private int unknown;
    private int running;
    private int waiting;
    private int stopped;
    private int succeeded;
    private int restarting;

    static MainCount of(PodSpec spec, List<ContainerStatus> statuses) {
      MainCount count = new MainCount();
      for (Container container : spec.getContainers()) {
        count.add(spec, container, ContainerViews.find(statuses, container.getName()));
      }
      return count;
    }

    private void add(PodSpec spec, Container container, @Nullable ContainerStatus status) {
      if (status == null) {
        unknown++;
        return;
      }
      if (ContainerViews.running(status) != null) {
        running++;
        return;
      }
      ContainerStateTerminated terminated = ContainerViews.terminated(status);
      if (terminated != null) {
        stopped++;
        if (terminated.getExitCode() == 0) {
          succeeded++;
        }
        addRestart(spec, container, terminated);
        return;
      }
      // One that waits to be started again counts as stopped, but never as succeeded.
      ContainerStateTerminated last = ContainerViews.stopped(status);
      if (last == null) {
        waiting++;
        return;
      }
      stopped++;
      addRestart(spec, container, last);
    }

    private void addRestart(PodSpec spec, Container container, ContainerStateTerminated ended) {
      if (RestartRule.restarts(spec, container, ended.getExitCode())) {
        restarting++;
      }
    }
  }
}
