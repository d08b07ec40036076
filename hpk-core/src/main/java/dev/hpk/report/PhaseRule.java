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
    if (inits.failed > 0 && isPolicy(spec, "Never")) {
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
    return mains.stopped > 0 ? stopped(spec, mains, terminating) : PodPhase.PENDING;
  }

  private static String stopped(PodSpec spec, MainCount mains, boolean terminating) {
    boolean allSucceeded = mains.succeeded == mains.stopped;
    if (terminating) {
      return allSucceeded ? PodPhase.SUCCEEDED : PodPhase.FAILED;
    }
    if (isPolicy(spec, "Always")) {
      return PodPhase.RUNNING;
    }
    if (allSucceeded) {
      return PodPhase.SUCCEEDED;
    }
    return isPolicy(spec, "Never") ? PodPhase.FAILED : PodPhase.RUNNING;
  }

  private static boolean isPolicy(PodSpec spec, String policy) {
    return policy.equals(spec.getRestartPolicy() == null ? "Always" : spec.getRestartPolicy());
  }

  private static final class InitCount {
    private int pending;
    private int failed;
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
          count.addRegular(status);
        }
      }
      return count;
    }

    private void addRegular(@Nullable ContainerStatus status) {
      ContainerStateTerminated ended =
          status == null || ContainerViews.running(status) != null
              ? null
              : ContainerViews.stopped(status);
      if (ended == null) {
        pending++;
        return;
      }
      if (ended.getExitCode() != 0) {
        failed++;
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

    static MainCount of(PodSpec spec, List<ContainerStatus> statuses) {
      MainCount count = new MainCount();
      for (Container container : spec.getContainers()) {
        count.add(ContainerViews.find(statuses, container.getName()));
      }
      return count;
    }

    private void add(@Nullable ContainerStatus status) {
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
        return;
      }
      // One that waits to be started again counts as stopped, but never as succeeded.
      if (ContainerViews.stopped(status) != null) {
        stopped++;
      } else {
        waiting++;
      }
    }
  }
}
