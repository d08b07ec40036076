package dev.hpk.slurm;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * squeue(1): all of this user's jobs that slurmctld knows, the ended ones too (slurm.conf
 * MinJobAge).
 *
 * <p>By user, because that is what slurmctld itself selects by; for a list of ids squeue loads the
 * jobs of the whole cluster. In columns of fixed width, because only --Format knows the exit code,
 * and a job's name may hold any separator. What is odd stands last.
 */
final class Squeue {

  private record Column(String name, int width) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("JobID", 24),
          new Column("State", 24),
          new Column("exit_code", 16),
          new Column("SubmitTime", 24),
          new Column("StartTime", 24),
          new Column("EndTime", 24),
          new Column("TimeLimit", 16),
          new Column("PreemptTime", 24),
          new Column("RestartCnt", 8),
          new Column("NodeList", 200),
          new Column("Reason", 120),
          new Column("Name", 64),
          new Column("Comment", 300));

  static final String FORMAT =
      String.join(
          ",", COLUMNS.stream().map(column -> column.name() + ":" + column.width()).toList());

  /** All columns but the last, which may come without the spaces behind it. */
  private static final int LEAST_WIDTH =
      COLUMNS.subList(0, COLUMNS.size() - 1).stream().mapToInt(Column::width).sum();

  private Squeue() {}

  static List<String> arguments() {
    return List.of("squeue", "--me", "--states=all", "--noheader", "--Format=" + FORMAT);
  }

  /** Jobs in the order of the output; lines that are no whole job are left out. */
  static List<QueueEntry> parse(String output) {
    List<QueueEntry> entries = new ArrayList<>();
    output.lines().map(Squeue::parseLine).forEach(entry -> entry.ifPresent(entries::add));
    return entries;
  }

  static List<QueueEntry> list(SlurmCommand slurm) {
    return parse(slurm.ask(arguments()));
  }

  private static Optional<QueueEntry> parseLine(String line) {
    // Slurm counts bytes.
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LEAST_WIDTH) {
      return Optional.empty();
    }
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (Column column : COLUMNS) {
      int length = Math.min(column.width(), bytes.length - from);
      fields.add(new String(bytes, from, length, StandardCharsets.UTF_8).strip());
      from += column.width();
    }
    if (!fields.get(0).matches("[0-9]+")) {
      return Optional.empty();
    }
    String comment = fields.get(12);
    return Optional.of(new QueueEntry(report(fields), comment.equals("(null)") ? "" : comment));
  }

  private static JobReport report(List<String> fields) {
    String word = fields.get(1);
    JobState state = SlurmState.of(word, fields.get(10), !fields.get(8).matches("0?"));
    String reason = SlurmState.reason(word, fields.get(10));
    ExitCode exit = ExitCode.ofQueue(fields.get(2));
    List<String> hosts = state.isWaiting() ? List.of() : Hostlist.expand(fields.get(9));
    // Of a job cancelled in the queue it is the time of that, of one that waits a guess.
    Instant started = hosts.isEmpty() ? null : SlurmTime.parse(fields.get(4));
    // Of a job that runs it is the time of its limit, or of its end by preemption.
    Instant end = SlurmTime.parse(fields.get(5));
    return new JobReport(
        new JobId(fields.get(0)),
        fields.get(11),
        state,
        reason,
        exit.codeIn(state),
        exit.signalIn(state),
        hosts,
        SlurmTime.parse(fields.get(3)),
        started,
        state.isEnded() ? end : null,
        SlurmReason.explain(reason),
        state == JobState.RUNNING ? end : SlurmTime.limit(started, fields.get(6)),
        state.isWaiting() ? null : SlurmTime.parse(fields.get(7)));
  }
}
