package dev.hpk.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.Stage;
import dev.hpk.testkit.golden.GoldenCase;
import dev.hpk.testkit.golden.GoldenFolders;
import dev.hpk.watch.JournalLine;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Lives of pods and the statuses that they have. Each folder has {@code in.yaml}, a pod, and {@code
 * in-steps.yaml}, what happens to it; after each step the status is published. What comes out is
 * {@code steps.txt}, a line for each step and each event that follows from it, and {@code
 * status.yaml}, the last status.
 *
 * <p>A step has {@code at}, in seconds since the pod was accepted, and any of {@code lines} (of the
 * journal; time, pod and job are filled in), {@code job} (state, reason, exitCode, signal: the
 * batch system's word), {@code stage}, {@code problem} (reason, message, container), {@code
 * deleted}, {@code cancelled}, {@code deadlinePassed}, {@code conditions} (what others wrote into
 * the status).
 */
class GoldenStatusTest {

  private static final String JOB = "4711";

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final YAMLMapper yaml =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final StatusEvents events = new StatusEvents();

  @TestFactory
  Stream<DynamicTest> lives_become_statuses() throws Exception {
    return GoldenFolders.tests(Path.of("src/test/resources/golden-status"), this::outputs);
  }

  private Map<String, String> outputs(GoldenCase input) throws Exception {
    Situation situation = Situation.of(pod(input.input("in.yaml")));
    StringBuilder story = new StringBuilder();
    PodStatus status = null;
    for (JsonNode step : yaml.readTree(input.input("in-steps.yaml"))) {
      int second = step.path("at").asInt();
      happen(situation, step, second);
      PodStatus before = status;
      Pod pod = situation.pod();
      status = situation.publish(second);
      story.append("%ds %s%n".formatted(second, line(status)));
      events.between(pod, before, status).forEach(event -> story.append(line(event)));
    }
    return Map.of("steps.txt", story.toString(), "status.yaml", serialization.asYaml(status));
  }

  private Pod pod(String text) {
    Pod pod = serialization.unmarshal(text, Pod.class);
    pod.getMetadata().setUid(Situation.UID);
    return pod;
  }

  private void happen(Situation situation, JsonNode step, int second) throws Exception {
    for (Map.Entry<String, JsonNode> entry : step.properties()) {
      JsonNode value = entry.getValue();
      switch (entry.getKey()) {
        case "at" -> {}
        case "lines" -> {
          for (JsonNode line : value) {
            situation.line(journalLine((ObjectNode) line, second));
          }
        }
        case "job" -> situation.job(job(value, second));
        case "stage" -> situation.stage(Stage.valueOf(value.asText()));
        case "problem" ->
            situation.problem(
                value.path("reason").asText(),
                value.path("message").asText(),
                text(value.path("container")));
        case "deleted" -> situation.deleted();
        case "cancelled" -> situation.cancelled();
        case "deadlinePassed" -> situation.deadlinePassed();
        case "conditions" -> situation.status(withConditions(situation.pod().getStatus(), value));
        default -> throw new AssertionError("a step knows no " + entry.getKey());
      }
    }
  }

  private JournalLine journalLine(ObjectNode line, int second) throws Exception {
    line.put("time", Situation.START.plusSeconds(second).toEpochMilli());
    line.put("pod", Situation.UID);
    line.put("job", line.path("job").asText(JOB));
    if (line.has("started")) {
      line.put("started", Situation.START.plusSeconds(line.get("started").asLong()).toEpochMilli());
    }
    return yaml.treeToValue(line, JournalLine.class);
  }

  private static JobReport job(JsonNode job, int second) {
    JobState state = JobState.valueOf(job.path("state").asText());
    return new JobReport(
        new JobId(JOB),
        "hpk-" + Situation.UID,
        state,
        job.path("reason").asText(""),
        job.has("exitCode") ? job.get("exitCode").asInt() : null,
        job.has("signal") ? job.get("signal").asInt() : null,
        List.of(),
        Situation.START,
        state.isWaiting() ? null : Situation.START,
        state.isEnded() ? Situation.START.plusSeconds(second) : null);
  }

  private PodStatus withConditions(PodStatus status, JsonNode conditions) {
    PodStatus others = serialization.unmarshal("conditions: " + conditions, PodStatus.class);
    return status.edit().addAllToConditions(others.getConditions()).build();
  }

  private static @Nullable String text(JsonNode node) {
    return node.isMissingNode() ? null : node.asText();
  }

  private static String line(PodEvent event) {
    String path = event.fieldPath() == null ? "" : " (" + event.fieldPath() + ")";
    return "   %s %s: %s%s%n".formatted(event.type(), event.reason(), event.message(), path);
  }

  private static String line(PodStatus status) {
    StringBuilder line = new StringBuilder(status.getPhase());
    if (status.getReason() != null) {
      line.append(' ').append(status.getReason());
    }
    Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .forEach(container -> line.append("; ").append(line(container)));
    return line.toString();
  }

  private static String line(ContainerStatus status) {
    StringBuilder line = new StringBuilder(status.getName()).append(' ');
    if (ContainerViews.running(status) != null) {
      line.append("running");
    } else if (ContainerViews.terminated(status) != null) {
      line.append("terminated ").append(ContainerViews.terminated(status).getReason());
    } else {
      line.append("waiting ").append(status.getState().getWaiting().getReason());
    }
    line.append(Boolean.TRUE.equals(status.getReady()) ? ", ready" : "");
    return line.append(", restarts ").append(status.getRestartCount()).toString();
  }
}
