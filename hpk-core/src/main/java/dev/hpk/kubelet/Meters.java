package dev.hpk.kubelet;

import com.google.common.base.Stopwatch;
import com.google.common.util.concurrent.ForwardingExecutorService;
import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.HostCommand;
import dev.hpk.pod.LifePoint;
import dev.hpk.pod.PodView;
import dev.hpk.stats.KubeletMetrics;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** Puts the metrics between those who do the work and those who have it done. */
record Meters(KubeletMetrics metrics) {

  /** Times commands by the names of their programs. */
  CommandRunner commands(CommandRunner runner) {
    return command -> {
      Stopwatch watch = Stopwatch.createStarted();
      String result = "error";
      try {
        CommandResult answer = runner.run(command);
        result = answer.exitCode() == 0 ? "success" : "failure";
        return answer;
      } finally {
        metrics.commanded(program(command), result, watch.elapsed());
      }
    };
  }

  /** Times work on pods. */
  ExecutorService workers(ExecutorService pool) {
    return new ForwardingExecutorService() {
      @Override
      protected ExecutorService delegate() {
        return pool;
      }

      @Override
      public void execute(Runnable work) {
        super.execute(
            () -> {
              Stopwatch watch = Stopwatch.createStarted();
              try {
                work.run();
              } finally {
                metrics.worked(watch.elapsed());
              }
            });
      }
    };
  }

  /** Counts what becomes of pods, and then tells the next one. */
  LifePoint.Listener points(LifePoint.Listener next) {
    return (point, uid) -> {
      switch (point) {
        case TRANSLATED -> metrics.podSeen(uid);
        case FILES_WRITTEN -> metrics.submitted();
        case ACCEPTED -> metrics.accepted();
        case END_REPORTED -> metrics.podEnded(uid);
        case OBJECT_REMOVED -> metrics.podGone(uid);
        case INTENT_WRITTEN,
            JOB_WRITTEN,
            STATUS_WRITTEN,
            CANCEL_WRITTEN,
            CANCELLED,
            END_WRITTEN -> {}
      }
      next.passed(point, uid);
    };
  }

  /** Hears of each pod that runs. */
  Consumer<PodView> views() {
    return view -> {
      if (view.phase().equals("Running")) {
        metrics.podRuns(view.uid());
      }
    };
  }

  private static String program(HostCommand command) {
    Path name = Path.of(command.argv().get(0)).getFileName();
    return name == null ? "" : name.toString();
  }
}
