package dev.hpk.slurm;

import dev.hpk.api.CommandResult;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** sacct(1): jobs that accounting remembers. */
final class Sacct {

  /** What a job's user chose stands last: it may hold the separator. */
  private static final List<String> COLUMNS =
      List.of(
          "JobIDRaw",
          "State",
          "ExitCode",
          "Submit",
          "Start",
          "End",
          "Timelimit",
          "NodeList",
          "JobName");

  private static final String DISABLED = "accounting storage is disabled";

  private Sacct() {}

  static List<String> arguments(Collection<JobId> jobs) {
    List<String> arguments = common();
    arguments.add(
        "--jobs=" + jobs.stream().map(JobId::value).sorted().collect(Collectors.joining(",")));
    return arguments;
  }

  static List<String> arguments(String jobName, Duration lookBack) {
    List<String> arguments = common();
    arguments.add("--starttime=now-" + lookBack.toSeconds());
    arguments.add("--name=" + jobName);
    return arguments;
  }

  static List<JobReport> parse(String output) {
    List<JobReport> reports = new ArrayList<>();
    output.lines().map(Sacct::parseLine).forEach(report -> report.ifPresent(reports::add));
    return reports;
  }

  /** Empty when Slurm keeps no accounting (slurm.conf AccountingStorageType). */
  static Optional<List<JobReport>> list(SlurmCommand slurm, List<String> arguments) {
    CommandResult result = slurm.run(arguments);
    if (SlurmFailure.text(result).contains(DISABLED)) {
      return Optional.empty();
    }
    // Seen with 22.05: slurmdbd away is an error on stderr, whatever the exit code.
    if (!result.succeeded() || result.stderr().contains("error:")) {
      throw SlurmFailure.of("sacct", result);
    }
    return Optional.of(parse(result.stdout()));
  }

  private static List<String> common() {
    return new ArrayList<>(
        List.of(
            "sacct",
            "--allocations",
            "--noheader",
            "--parsable2",
            "--format=" + String.join(",", COLUMNS)));
  }

  private static Optional<JobReport> parseLine(String line) {
    String[] fields = line.split("\\|", COLUMNS.size());
    if (fields.length < COLUMNS.size() || !fields[0].matches("[0-9]+")) {
      return Optional.empty();
    }
    JobState state = SlurmState.of(fields[1], "", false);
    ExitCode exit = ExitCode.ofAccounting(fields[2]);
    Instant started = state.isWaiting() ? null : SlurmTime.parse(fields[4]);
    return Optional.of(
        new JobReport(
            new JobId(fields[0]),
            fields[8],
            state,
            SlurmState.reason(fields[1], ""),
            exit.codeIn(state),
            exit.signalIn(state),
            state.isWaiting() ? List.of() : Hostlist.expand(fields[7]),
            SlurmTime.parse(fields[3]),
            started,
            state.isEnded() ? SlurmTime.parse(fields[5]) : null,
            "",
            SlurmTime.limit(started, fields[6]),
            null));
  }
}
