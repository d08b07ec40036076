package dev.hpk.report;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.NodeIdentity;
import dev.hpk.report.PodObservation.Problem;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.watch.JournalLine;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One pod in a test: things happen to it, and its status is mapped. Seconds count from START. */
final class Situation {

  static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  static final String UID = "8a1b6f0e-0000-4000-8000-000000000001";

  private final PodStatusMapper mapper = new PodStatusMapper();

  private Pod pod;
  private Stage stage = Stage.SUBMITTED;
  private @Nullable String jobId = "4711";
  private @Nullable JobReport job;
  private PodHistory history = PodHistory.NONE;
  private @Nullable Problem problem;
  private boolean cancelled;
  private boolean deadlinePassed;

  private Situation(Pod pod) {
    this.pod = pod;
  }

  static Situation of(Pod pod) {
    return new Situation(pod);
  }

  /** A pod of restart policy Never with these regular containers. */
  static Situation withContainers(String... names) {
    return of(pod("Never", List.of(), List.of(names)));
  }

  /** A pod of restart policy Never with one init container and one regular one. */
  static Situation withInit() {
    return of(pod("Never", List.of("init"), List.of("main")));
  }

  static Pod pod(String restartPolicy, List<String> init, List<String> main) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("lab")
        .withName("p")
        .withUid(UID)
        .withGeneration(3L)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(restartPolicy)
        .addAllToInitContainers(containers(init))
        .addAllToContainers(containers(main))
        .endSpec()
        .build();
  }

  private static List<Container> containers(List<String> names) {
    return names.stream()
        .map(name -> new ContainerBuilder().withName(name).withImage("busybox").build())
        .toList();
  }

  Situation stage(Stage value) {
    stage = value;
    return this;
  }

  Situation job(JobState state) {
    return job(state, "");
  }

  Situation job(JobState state, String reason) {
    JobId id = new JobId("4711");
    job = new JobReport(id, "hpk-" + UID, state, reason, null, null, List.of(), null, null, null);
    return this;
  }

  Situation forgottenJob() {
    job = null;
    return this;
  }

  Situation job(JobReport report) {
    job = report;
    return this;
  }

  Situation jobId(@Nullable String id) {
    jobId = id;
    return this;
  }

  Situation problem(String reason, String message, @Nullable String container) {
    problem = new Problem(reason, message, container);
    return this;
  }

  Situation cancelled() {
    cancelled = true;
    return this;
  }

  Situation deadlinePassed() {
    deadlinePassed = true;
    return this;
  }

  Situation deleted() {
    pod =
        pod.edit()
            .editMetadata()
            .withDeletionTimestamp("2026-11-30T12:00:30Z")
            .endMetadata()
            .build();
    return this;
  }

  Situation status(PodStatus status) {
    pod = pod.edit().withStatus(status).build();
    return this;
  }

  Situation history(PodHistory value) {
    history = value;
    return this;
  }

  Situation started(int second) {
    return line(podLine(second, "started", null, "10.0.0.7"))
        .line(podLine(second, "sandbox", null, "10.0.0.7"));
  }

  Situation waiting(String container, int attempt, int second, String reason, String message) {
    return line(containerLine(second, "waiting", container, attempt, null, null, reason, message));
  }

  Situation running(String container, int attempt, int second) {
    return line(containerLine(second, "running", container, attempt, null, null, null, null));
  }

  /** What a probe brought about: started, ready or unready. */
  Situation probed(String container, int attempt, int second, String state) {
    return line(containerLine(second, state, container, attempt, null, null, null, null));
  }

  Situation exited(String container, int attempt, int from, int second, int exit) {
    return exited(container, attempt, from, second, exit, exit == 0 ? "Completed" : "Error", "");
  }

  Situation exited(
      String container,
      int attempt,
      int from,
      int second,
      int exit,
      String reason,
      String message) {
    return line(containerLine(second, "ended", container, attempt, from, exit, reason, message));
  }

  Situation stopping(int second, String reason) {
    return line(podLine(second, "stopping", reason, null));
  }

  Situation ended(int second, String reason) {
    return line(podLine(second, "ended", reason, null));
  }

  Situation line(JournalLine line) {
    history = history.with(line);
    return this;
  }

  static JournalLine podLine(
      int second, String state, @Nullable String reason, @Nullable String address) {
    return new JournalLine(
        START.plusSeconds(second).toEpochMilli(),
        UID,
        "4711",
        "pod",
        state,
        null,
        0,
        "n1",
        address,
        null,
        null,
        null,
        null,
        reason,
        null);
  }

  static JournalLine containerLine(
      int second,
      String state,
      String container,
      int attempt,
      @Nullable Integer from,
      @Nullable Integer exit,
      @Nullable String reason,
      @Nullable String message) {
    return new JournalLine(
        START.plusSeconds(second).toEpochMilli(),
        UID,
        "4711",
        "container",
        state,
        container,
        attempt,
        null,
        null,
        4242,
        from == null ? null : START.plusSeconds(from).toEpochMilli(),
        exit,
        null,
        reason,
        message);
  }

  static JournalLine eventLine(int second, String container, String reason, String message) {
    return new JournalLine(
        START.plusSeconds(second).toEpochMilli(),
        UID,
        "4711",
        "event",
        "Warning",
        container,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        reason,
        message);
  }

  Pod pod() {
    return pod;
  }

  PodObservation observation() {
    return new PodObservation(
        pod,
        new NodeIdentity("hpk-kubelet"),
        "apptainer",
        stage,
        jobId,
        job,
        history,
        problem,
        java.util.Map.of(),
        cancelled,
        deadlinePassed);
  }

  /** The status as it should be at this second; the pod keeps the one it has. */
  PodStatus at(int second) {
    return mapper.map(observation(), START.plusSeconds(second));
  }

  /** The status at this second, and the API server takes it. */
  PodStatus publish(int second) {
    PodStatus status = at(second);
    status(status);
    return status;
  }

  static ContainerStatus container(PodStatus status, String name) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static PodCondition condition(PodStatus status, String type) {
    return status.getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
