package dev.hpk.slurm;

import dev.hpk.api.CommandRunner;
import dev.hpk.api.PluginContext;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs and contexts for tests. */
final class TestJobs {

  private TestJobs() {}

  static JobSpec job(String name, Path directory) {
    return job(name, directory, Resources.NONE, null, Map.of());
  }

  static JobSpec job(
      String name,
      Path directory,
      Resources resources,
      @Nullable Duration timeLimit,
      Map<String, String> annotations) {
    return new JobSpec(
        name,
        "mine",
        "default/web",
        directory,
        "#!/bin/bash\necho hello\n",
        List.of(),
        List.of(),
        resources,
        timeLimit,
        Duration.ofSeconds(30),
        annotations);
  }

  static PluginContext context(CommandRunner commands, Clock clock) {
    return new PluginContext() {
      @Override
      public Clock clock() {
        return clock;
      }

      @Override
      public CommandRunner commands() {
        return commands;
      }

      @Override
      public Path workDirectory() {
        return Path.of("/work");
      }

      @Override
      public String owner() {
        return "mine";
      }
    };
  }

  /** A line as squeue prints it in {@link Squeue#FORMAT}. */
  static String queueLine(
      String id,
      String state,
      String exitCode,
      String host,
      String reason,
      String name,
      String comment) {
    return String.format(
        "%-24s%-24s%-16s%-24s%-24s%-24s%-16s%-24s%-8s%-200s%-120s%-64s%-300s%n",
        id,
        state,
        exitCode,
        "1796041604",
        "1796041605",
        "1796041700",
        "1:00:00",
        "N/A",
        "0",
        host,
        reason,
        name,
        comment);
  }
}
