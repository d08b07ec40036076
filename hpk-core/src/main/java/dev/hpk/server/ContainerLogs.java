package dev.hpk.server;

import com.google.common.util.concurrent.MoreExecutors;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/** Answers {@code /containerLogs/NAMESPACE/POD/CONTAINER}. Called by event loops. */
final class ContainerLogs implements Routes {

  private final PodSource pods;
  private final WorkDirectory work;
  private final Clock clock;
  private final Executor readers;
  private final Followers followers;
  private final LongAdder bytesRead;

  /**
   * @param readers reads logs
   * @param bytesRead counts what is read of logs and their indexes
   */
  ContainerLogs(
      PodSource pods,
      WorkDirectory work,
      Clock clock,
      Executor readers,
      Followers followers,
      LongAdder bytesRead) {
    this.pods = pods;
    this.work = work;
    this.clock = clock;
    this.readers = readers;
    this.followers = followers;
    this.bytesRead = bytesRead;
  }

  @Override
  public boolean serves(List<String> path) {
    return path.size() == 4 && path.get(0).equals("containerLogs");
  }

  @Override
  public void serve(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    exchange.requireGet();
    String container = path.get(3);
    LogOptions options = LogOptions.of(query, clock.instant());
    ContainerLog chosen =
        ContainerLog.choose(pods, path.get(1), path.get(2), container, options.previous());
    PodDirectory directory = work.pod(chosen.uid());
    new LogStream(
            exchange,
            new LogFile(directory.log(container, chosen.attempt()), bytesRead),
            new LogIndex(new LogFile(directory.logIndex(container, chosen.attempt()), bytesRead)),
            options,
            () -> chosen.isOver(pods),
            MoreExecutors.newSequentialExecutor(readers),
            followers)
        .start(chosen.subject() + " is terminated");
  }
}
