package dev.hpk.report;

import io.fabric8.kubernetes.api.model.ContainerStatus;

/**
 * How far a container got, as a status shows it: it only ever grows. The journal, on a file system
 * shared by many hosts, may for a while tell less than the API server has already.
 *
 * @param restarts its restart count
 * @param step within that attempt: 0 waits, 1 runs, 2 runs and is started, 3 ended, 4 waits to be
 *     started again
 */
record ContainerProgress(int restarts, int step) implements Comparable<ContainerProgress> {

  static ContainerProgress of(ContainerStatus status) {
    int restarts = ContainerViews.restarts(status);
    if (ContainerViews.running(status) != null) {
      return new ContainerProgress(restarts, Boolean.TRUE.equals(status.getStarted()) ? 2 : 1);
    }
    if (ContainerViews.terminated(status) != null) {
      return new ContainerProgress(restarts, 3);
    }
    return new ContainerProgress(restarts, ContainerViews.lastTerminated(status) == null ? 0 : 4);
  }

  @Override
  public int compareTo(ContainerProgress other) {
    int byRestarts = Integer.compare(restarts, other.restarts);
    return byRestarts == 0 ? Integer.compare(step, other.step) : byRestarts;
  }
}
