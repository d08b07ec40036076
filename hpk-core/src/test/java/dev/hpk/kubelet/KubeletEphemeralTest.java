package dev.hpk.kubelet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are added to pods which run. */
final class KubeletEphemeralTest {

  @TempDir Path work;

  private KubeletWorld world;

  @BeforeEach
  void open() {
    world = new KubeletWorld(work);
    world.startKubelet();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void what_is_added_reaches_the_running_job_once_and_its_status_the_api() throws IOException {
    Pod pod = running("adds");

    add(pod, debugger("debugger-1"));
    awaitFile(pod, "ephemeral/0");
    assertThat(Files.readString(world.directory(pod).resolve("ephemeral/0")))
        .startsWith("# debugger-1\n")
        .contains("'look'")
        .endsWith("hpk_added=100000\n");
    awaitStatus(pod, status -> "ContainerCreating".equals(waiting(status)));

    tell(pod, "running", Map.of("attempt", 0, "pid", 77));
    awaitStatus(pod, status -> status.getState().getRunning() != null);
    tell(pod, "ended", Map.of("attempt", 0, "exit", 9, "reason", "Error", "started", 1L));
    ContainerStatus ended = awaitStatus(pod, status -> status.getState().getTerminated() != null);

    assertThat(ended.getState().getTerminated().getExitCode()).isEqualTo(9);
    assertThat(ended.getReady()).isFalse();
    assertThat(world.awaitPhase(pod, "Running").getStatus().getContainerStatuses())
        .singleElement()
        .satisfies(main -> assertThat(main.getReady()).isTrue());
    assertThat(world.awaitEvent(pod, "Started")).isNotNull();
  }

  @Test
  void another_kubelet_gives_it_no_second_time_and_goes_on_counting() throws IOException {
    Pod pod = running("again");
    add(pod, debugger("debugger-1"));
    awaitFile(pod, "ephemeral/0");

    world.killKubelet();
    world.startKubelet();
    add(pod, debugger("debugger-2"));
    awaitFile(pod, "ephemeral/1");

    assertThat(Files.readString(world.directory(pod).resolve("ephemeral/0")))
        .startsWith("# debugger-1\n");
    assertThat(Files.readString(world.directory(pod).resolve("ephemeral/1")))
        .startsWith("# debugger-2\n")
        .endsWith("hpk_added=100001\n");
    assertThat(world.directory(pod).resolve("ephemeral/2")).doesNotExist();
  }

  @Test
  void one_that_cannot_be_added_says_why_and_holds_up_no_other() throws IOException {
    Pod pod = running("refused");

    add(
        pod,
        new EphemeralContainerBuilder(debugger("joins")).withTargetContainerName("main").build());
    add(pod, debugger("goes-on"));

    awaitFile(pod, "ephemeral/0");
    assertThat(Files.readString(world.directory(pod).resolve("ephemeral/0")))
        .startsWith("# goes-on\n");
    ContainerStatus status =
        awaitStatus(pod, "joins", each -> "CreateContainerConfigError".equals(waiting(each)));
    assertThat(status.getState().getWaiting().getMessage())
        .isEqualTo(
            "spec.ephemeralContainers[0].targetContainerName needs a container runtime with the"
                + " ability SHARED_PROCESSES: main");
    assertThat(world.awaitEvent(pod, "Failed")).contains("SHARED_PROCESSES");
    assertThat(world.awaitPhase(pod, "Running").getStatus().getReason()).isNull();
  }

  private Pod running(String name) {
    Pod pod = world.createPod(name);
    world.awaitJob(pod);
    world.runJob(pod);
    world.awaitPhase(pod, "Running");
    return pod;
  }

  private void add(Pod pod, EphemeralContainer container) {
    world
        .client()
        .pods()
        .inNamespace("default")
        .withName(pod.getMetadata().getName())
        .edit(
            now ->
                new PodBuilder(now)
                    .editSpec()
                    .addToEphemeralContainers(container)
                    .endSpec()
                    .build());
  }

  private static EphemeralContainer debugger(String name) {
    return new EphemeralContainerBuilder()
        .withName(name)
        .withImage("busybox:1")
        .withCommand("look")
        .build();
  }

  private void awaitFile(Pod pod, String file) {
    world.awaitPod(pod, now -> Files.exists(world.directory(pod).resolve(file)));
  }

  private void tell(Pod pod, String state, Map<String, Object> more) {
    Map<String, Object> line = new LinkedHashMap<>(more);
    line.put("container", "debugger-1");
    world.journal(pod, "container", state, line);
  }

  private ContainerStatus awaitStatus(Pod pod, Predicate<ContainerStatus> condition) {
    return awaitStatus(pod, "debugger-1", condition);
  }

  private ContainerStatus awaitStatus(Pod pod, String name, Predicate<ContainerStatus> condition) {
    Pod found =
        world.awaitPod(
            pod,
            now ->
                now != null
                    && status(now, name) != null
                    && condition.test(requireNonNull(status(now, name))));
    return requireNonNull(status(found, name));
  }

  private static @Nullable ContainerStatus status(Pod pod, String name) {
    return pod.getStatus().getEphemeralContainerStatuses().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String waiting(ContainerStatus status) {
    return status.getState().getWaiting() == null
        ? null
        : status.getState().getWaiting().getReason();
  }
}
