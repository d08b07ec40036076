package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.report.PodEvent;
import dev.hpk.report.PodObservation;
import dev.hpk.report.PodObservation.NodeIdentity;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.report.PodStatusMapper;
import dev.hpk.report.StatusEvents;
import dev.hpk.testkit.golden.GoldenFolders;
import dev.hpk.testkit.scheduler.FakeCommandRunner;
import dev.hpk.watch.JournalLine;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The tables of docs/slurm-states.md, line by line: Slurm's words in, through squeue's own columns,
 * and the pod's status and events out.
 */
class SlurmStatesPageTest {

  private static final Path PAGE = Path.of("../docs/slurm-states.md");
  private static final JobId JOB = new JobId("4711");
  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  private static final NodeIdentity NODE = new NodeIdentity("hpk");

  private record Row(String state, String also, String reason, String pod, List<String> outcome) {
    static Row of(String line) {
      List<String> cells =
          Arrays.stream(line.split("\\|", -1)).map(cell -> cell.strip().replace("`", "")).toList();
      String[] state = cells.get(1).split(", ", 2);
      return new Row(
          state[0],
          state.length > 1 ? state[1] : "",
          cells.get(2),
          cells.get(3),
          cells.subList(4, cells.size() - 1));
    }

    boolean told() {
      return pod.equals("was told to end");
    }
  }

  @TestFactory
  Stream<DynamicTest> what_a_pod_shows_for_each_word_of_slurm() throws IOException {
    if (Boolean.getBoolean(GoldenFolders.REWRITE)) {
      rewrite();
    }
    return Files.readAllLines(PAGE).stream()
        .filter(SlurmStatesPageTest::isRow)
        .map(Row::of)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.state + ", " + row.also + ", " + row.reason + ": " + row.pod,
                    () -> assertThat(outcome(row)).isEqualTo(row.outcome)));
  }

  /** squeue(1) and sacct(1), JOB STATE CODES. */
  @Test
  void the_page_has_every_state_that_slurm_documents() throws IOException {
    Set<String> states =
        Files.readAllLines(PAGE).stream()
            .filter(SlurmStatesPageTest::isRow)
            .map(line -> Row.of(line).state)
            .collect(Collectors.toSet());

    assertThat(states)
        .contains(
            "BOOT_FAIL",
            "CANCELLED",
            "COMPLETED",
            "CONFIGURING",
            "COMPLETING",
            "DEADLINE",
            "FAILED",
            "NODE_FAIL",
            "OUT_OF_MEMORY",
            "PENDING",
            "PREEMPTED",
            "RUNNING",
            "RESV_DEL_HOLD",
            "REQUEUE_FED",
            "REQUEUE_HOLD",
            "REQUEUED",
            "RESIZING",
            "REVOKED",
            "SIGNALING",
            "SPECIAL_EXIT",
            "STAGE_OUT",
            "STOPPED",
            "SUSPENDED",
            "TIMEOUT");
  }

  private static boolean isRow(String line) {
    return line.startsWith("| `");
  }

  private static void rewrite() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!isRow(line)) {
        lines.add(line);
        continue;
      }
      String[] cells = line.split("\\|", -1);
      String start = String.join("|", Arrays.copyOf(cells, 4));
      lines.add(start + "| " + String.join(" | ", outcome(Row.of(line))) + " |");
    }
    Files.write(PAGE, lines);
  }

  private static List<String> outcome(Row row) {
    Pod pod = pod();
    PodStatusMapper mapper = new PodStatusMapper();
    PodHistory history = history(row);
    Instant now = START.plusSeconds(4000);
    pod.setStatus(mapper.map(observation(pod, Stage.ACCEPTED, null, PodHistory.NONE), START));
    if (!row.pod.equals("waits")) {
      pod.setStatus(mapper.map(observation(pod, Stage.SUBMITTED, null, running()), START));
    }
    JobReport report = report(row);
    Stage stage = report.state().isEnded() ? Stage.OVER : Stage.SUBMITTED;
    PodStatus status = mapper.map(observation(pod, stage, report, history), now);
    List<PodEvent> events = new StatusEvents().between(pod, pod.getStatus(), status);
    return List.of(
        status.getPhase() + (status.getReason() == null ? "" : ", " + status.getReason()),
        status.getMessage() == null ? "" : status.getMessage(),
        conditions(status),
        container(status.getContainerStatuses().get(0).getState()),
        events.stream()
            .filter(event -> event.fieldPath() == null)
            .map(event -> event.type() + " " + event.reason())
            .collect(Collectors.joining(", ")));
  }

  private static String conditions(PodStatus status) {
    return status.getConditions().stream()
        .filter(condition -> List.of("Ready", "DisruptionTarget").contains(condition.getType()))
        .map(SlurmStatesPageTest::condition)
        .collect(Collectors.joining(", "));
  }

  private static String condition(PodCondition condition) {
    String reason = condition.getReason() == null ? "" : " (" + condition.getReason() + ")";
    return condition.getType() + " " + condition.getStatus() + reason;
  }

  private static String container(ContainerState state) {
    if (state.getWaiting() != null) {
      return "waiting, " + state.getWaiting().getReason();
    }
    if (state.getRunning() != null) {
      return "running";
    }
    return "terminated, "
        + state.getTerminated().getReason()
        + ", "
        + state.getTerminated().getExitCode();
  }

  private static PodObservation observation(
      Pod pod, Stage stage, @Nullable JobReport report, PodHistory history) {
    return new PodObservation(
        pod, NODE, "apptainer", stage, JOB.value(), report, history, null, Map.of(), false, false);
  }

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .withNamespace("n")
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(30L)
        .addNewContainer()
        .withName("main")
        .withImage("busybox")
        .endContainer()
        .endSpec()
        .build();
  }

  private static PodHistory running() {
    return PodHistory.NONE
        .with(line(0, "pod", "started", null, null, ""))
        .with(line(0, "pod", "sandbox", null, null, ""))
        .with(line(1, "container", "running", null, null, ""));
  }

  private static PodHistory history(Row row) {
    return switch (row.pod) {
      case "waits" -> PodHistory.NONE;
      case "runs" -> running();
      case "was told to end" ->
          running()
              .with(line(50, "pod", "stopping", null, null, "Terminated"))
              .with(line(51, "container", "ended", 143, 15, "Error"))
              .with(line(52, "pod", "ended", null, null, "Terminated"));
      case "ended" -> {
        boolean failed = row.state.equals("FAILED");
        yield running()
            .with(line(51, "container", "ended", failed ? 3 : 0, null, failed ? "Error" : ""))
            .with(line(52, "pod", "ended", null, null, failed ? "Failed" : "Completed"));
      }
      default -> throw new AssertionError("no such pod: " + row.pod);
    };
  }

  private static JournalLine line(
      int second,
      String type,
      String state,
      @Nullable Integer exit,
      @Nullable Integer signal,
      String reason) {
    return new JournalLine(
        START.plusSeconds(second).toEpochMilli(),
        "u",
        JOB.value(),
        type,
        state,
        type.equals("pod") ? null : "main",
        0,
        "c1",
        "192.0.2.7",
        4242,
        START.plusSeconds(1).toEpochMilli(),
        exit,
        signal,
        reason,
        null);
  }

  /** As the scheduler reads squeue's columns, whatever their order and width. */
  private static JobReport report(Row row) {
    FakeCommandRunner runner = new FakeCommandRunner();
    runner.prints("squeue", "").prints("sacct", "");
    BatchScheduler slurm = slurm(runner);
    slurm.query(List.of(JOB));
    String format =
        runner.commands("squeue").get(0).argv().stream()
            .filter(word -> word.startsWith("--Format="))
            .findFirst()
            .orElseThrow()
            .substring("--Format=".length());
    Map<String, String> values = values(row);
    StringBuilder line = new StringBuilder();
    for (String column : format.split(",")) {
      String[] parts = column.split(":");
      String value = values.get(parts[0]);
      assertThat(value).describedAs("column " + parts[0]).isNotNull();
      line.append(String.format("%-" + parts[1] + "s", value));
    }
    runner.prints("squeue", line + "\n");
    JobReport report = slurm.query(List.of(JOB)).get(JOB);
    assertThat(report).describedAs("report of " + line).isNotNull();
    return report;
  }

  private static Map<String, String> values(Row row) {
    boolean waits = row.pod.equals("waits") || row.also.equals("put back");
    boolean atLimit = row.also.equals("at its time limit");
    long started = START.getEpochSecond();
    long ended = atLimit ? started + 3600 - 20 : started + 60;
    return Map.ofEntries(
        Map.entry("JobID", JOB.value()),
        Map.entry("State", row.state),
        Map.entry("exit_code", exitStatus(row)),
        Map.entry("SubmitTime", String.valueOf(started - 10)),
        Map.entry("StartTime", waits ? "N/A" : String.valueOf(started)),
        Map.entry("EndTime", waits ? "N/A" : String.valueOf(ended)),
        Map.entry("TimeLimit", "1:00:00"),
        Map.entry(
            "PreemptTime",
            row.also.equals("PreemptTime set") ? String.valueOf(started + 50) : "N/A"),
        Map.entry("RestartCnt", row.also.equals("put back") ? "1" : "0"),
        Map.entry("NodeList", waits ? "" : "c1"),
        Map.entry("Reason", row.reason),
        Map.entry("Name", "hpk-u"),
        Map.entry("Comment", "hpk:owner:n/p"));
  }

  /** A status of wait(2), as squeue prints it. */
  private static String exitStatus(Row row) {
    if (row.told()) {
      return String.valueOf(row.state.equals("COMPLETED") ? 0 : 143 << 8);
    }
    return switch (row.state) {
      case "FAILED" -> row.reason.startsWith("Raised") ? "9" : String.valueOf(3 << 8);
      case "CANCELLED", "TIMEOUT", "PREEMPTED" -> "15";
      case "OUT_OF_MEMORY" -> "253";
      default -> "0";
    };
  }

  private static BatchScheduler slurm(CommandRunner commands) {
    BatchSchedulerFactory factory =
        ServiceLoader.load(BatchSchedulerFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals("slurm"))
            .findFirst()
            .orElseThrow();
    return factory.create(
        PluginConfig.empty("schedulers.slurm"),
        new PluginContext() {
          @Override
          public Clock clock() {
            return Clock.systemUTC();
          }

          @Override
          public CommandRunner commands() {
            return commands;
          }

          @Override
          public Path workDirectory() {
            return Path.of("/nowhere");
          }

          @Override
          public String owner() {
            return "owner";
          }
        });
  }
}
