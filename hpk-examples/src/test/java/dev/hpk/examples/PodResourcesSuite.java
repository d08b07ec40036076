package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Memory, attaching, RuntimeClasses and containers that are added, whatever the engine. */
abstract class PodResourcesSuite extends LiveSuite {

  private Pod debugged;
  private Pod underApptainer;
  private Pod underPodmanhpc;
  private Pod hungry;
  private Pod attached;

  PodResourcesSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void createPods() {
    debugged = live.shell("debugged", "echo up; exec sleep 4242");
    underApptainer = ofClass("apptainer");
    underPodmanhpc = ofClass("podman-hpc");
    hungry = live.create("hungry", PodResourcesSuite::withHungryContainer);
    attached = live.create("attached", PodResourcesSuite::withStreams);
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
            "--container=looks",
            "--",
            "sh",
            "-c",
            "echo looked; exit 4");
    assertThat(said).doesNotContain("rror");

    ContainerStatus status = awaitAdded("looks");
    assertThat(status.getState().getTerminated().getExitCode()).isEqualTo(4);
    assertThat(live.kubectl("logs", "debugged", "-c", "looks")).isEqualTo("looked\n");
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

  @Test
  void the_container_that_took_too_much_memory_is_oom_killed_and_its_neighbour_is_not() {
    Pod failed = live.awaitPhase(hungry, "Failed");

    assertThat(ended(failed, "hungry").getReason()).isEqualTo("OOMKilled");
    assertThat(ended(failed, "hungry").getExitCode()).isEqualTo(137);
    assertThat(ended(failed, "neighbour").getReason()).isEqualTo("Error");
    assertThat(ended(failed, "neighbour").getExitCode()).isEqualTo(137);
    assertThat(LivePods.container(failed, "hungry").getAllocatedResources())
        .containsEntry("memory", new Quantity("200Mi"));
    assertThat(failed.getStatus().getQosClass()).isEqualTo("Burstable");
  }

  @Test
  void a_client_attaches_to_input_and_terminal_in_the_job() throws Exception {
    live.awaitPhase(attached, "Running");
    await().atMost(LivePods.LIMIT).until(() -> live.log(attached, "reads").contains("waits"));
    await()
        .atMost(LivePods.LIMIT)
        .until(() -> live.log(attached, "shell").contains("on a terminal"));

    String job = live.queue(attached);
    String seen = attach(job, "reads", "input", "one\n");
    assertThat(seen).contains("got one");
    LivePods.run(
        "srun", "--overlap", "--jobid=" + job, "bash", script("shell"), "resize", "41", "99");
    assertThat(attach(job, "shell", "input", "stty size; exit 6\n")).contains("41 99");

    Pod failed = live.awaitPhase(attached, "Failed");
    assertThat(ended(failed, "reads").getExitCode()).isZero();
    assertThat(ended(failed, "shell").getExitCode()).isEqualTo(6);
  }

  private String script(String container) {
    return live.work()
        .resolve("pods")
        .resolve(attached.getMetadata().getUid())
        .resolve("containers")
        .resolve(container)
        .resolve("attach")
        .toString();
  }

  /** As a kubelet's attach: beside the job, until the container ends. */
  private String attach(String job, String container, String mode, String input) throws Exception {
    Path output = Files.createTempFile("hpk-it", ".out");
    Process client =
        new ProcessBuilder("srun", "--overlap", "--jobid=" + job, "bash", script(container), mode)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    client.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
    assertThat(client.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    Files.delete(output);
    return text;
  }

  private static PodBuilder withStreams(PodBuilder pod) {
    return pod.editSpec()
        .addNewContainer()
        .withName("reads")
        .withImage(LiveKubelet.IMAGE)
        .withCommand("sh", "-c", "echo waits; read line; echo got $line")
        .withStdin(true)
        .endContainer()
        .addNewContainer()
        .withName("shell")
        .withImage(LiveKubelet.IMAGE)
        .withCommand("sh", "-c", "test -t 0 && echo on a terminal; exec sh")
        .withStdin(true)
        .withTty(true)
        .endContainer()
        .endSpec();
  }

  private static PodBuilder withHungryContainer(PodBuilder pod) {
    return pod.editSpec()
        .addNewContainer()
        .withName("hungry")
        .withImage(LiveKubelet.IMAGE)
        .withCommand(
            "sh", "-c", "head -c 900000000 /dev/zero | tail -c 800000000 >/dev/null; exit $?")
        .withNewResources()
        .addToRequests("memory", new Quantity("200Mi"))
        .endResources()
        .endContainer()
        .addNewContainer()
        .withName("neighbour")
        .withImage(LiveKubelet.IMAGE)
        .withCommand("sh", "-c", "sleep 12; sh -c 'kill -KILL $$$$'; exit $?")
        .withNewResources()
        .addToRequests("memory", new Quantity("100Mi"))
        .endResources()
        .endContainer()
        .endSpec();
  }

  private static ContainerStateTerminated ended(Pod pod, String container) {
    return LivePods.container(pod, container).getState().getTerminated();
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
