package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** RuntimeClasses and containers that are added, whatever the container engine. */
abstract class PodResourcesSuite extends LiveSuite {

  private Pod debugged;
  private Pod underApptainer;
  private Pod underPodmanhpc;

  PodResourcesSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void createPods() {
    debugged = live.shell("debugged", "echo up; exec sleep 4242");
    underApptainer = ofClass("apptainer");
    underPodmanhpc = ofClass("podman-hpc");
  }

  @AfterAll
  void removeClasses() {
    Stream.of("apptainer", "podman-hpc").forEach(this::deleteClass);
  }

  @Test
  void kubectl_debug_runs_a_command_in_the_pods_job_and_its_log_can_be_read() {
    live.awaitPhase(debugged, "Running");
    String said =
        live.kubectl(
            "debug",
            "debugged",
            "--image=busybox:1",
            "--profile=baseline",
            "--container=looks",
            "--",
            "sh",
            "-c",
            "echo looked; exit 4");
    assertThat(said).doesNotContain("rror");

    ContainerStatus status = awaitAdded("looks");
    assertThat(status.getState().getTerminated().getExitCode()).isEqualTo(4);
    assertThat(live.kubectl("logs", "debugged", "-c", "looks")).isEqualTo("looked");
    assertThat(live.resource(debugged).get().getStatus().getPhase()).isEqualTo("Running");
    assertThat(live.awaitJobs(debugged)).hasSize(1);
  }

  @Test
  void kubectl_debug_shows_the_processes_of_a_target() {
    live.awaitPhase(debugged, "Running");
    live.kubectl(
        "debug",
        "debugged",
        "--image=busybox:1",
        "--profile=baseline",
        "--container=joins",
        "--target=main",
        "--",
        "ps",
        "-o",
        "pid,args");

    awaitAdded("joins");
    assertThat(live.kubectl("logs", "debugged", "-c", "joins").lines())
        .anyMatch(line -> line.strip().matches("1 .*sleep 4242"));
  }

  @Test
  void a_runtime_class_chooses_the_engine_and_both_live_on_one_node() {
    assertThat(live.awaitPhase(underApptainer, "Succeeded").getStatus().getContainerStatuses())
        .extracting(ContainerStatus::getContainerID)
        .allMatch(id -> id.startsWith("apptainer://"));
    assertThat(live.awaitPhase(underPodmanhpc, "Succeeded").getStatus().getContainerStatuses())
        .extracting(ContainerStatus::getContainerID)
        .allMatch(id -> id.startsWith("podman-hpc://"));
    assertThat(live.log(underApptainer, "main")).isEqualTo("apptainer\n");
    assertThat(live.log(underPodmanhpc, "main")).isEqualTo("podman\n");
  }

  private Pod ofClass(String handler) {
    RuntimeClass runtimeClass = runtimeClass(handler);
    live.client().resource(runtimeClass).create();
    return live.shell(
        "under-" + handler,
        "if [ -e /.singularity.d ]; then echo apptainer; else echo podman; fi",
        pod -> pod.editSpec().withRuntimeClassName(runtimeClass.getMetadata().getName()).endSpec());
  }

  private void deleteClass(String handler) {
    live.client().resource(runtimeClass(handler)).delete();
  }

  private RuntimeClass runtimeClass(String handler) {
    return new RuntimeClassBuilder()
        .withNewMetadata()
        .withName(live.namespace() + "-" + handler)
        .endMetadata()
        .withHandler(handler)
        .build();
  }

  private ContainerStatus awaitAdded(String name) {
    Pod pod =
        live.awaitPod(
            debugged,
            now ->
                now.getStatus().getEphemeralContainerStatuses().stream()
                    .anyMatch(
                        status ->
                            status.getName().equals(name)
                                && status.getState().getTerminated() != null));
    return pod.getStatus().getEphemeralContainerStatuses().stream()
        .filter(status -> status.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
