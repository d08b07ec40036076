package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Probes of pods on the real parts, seen through the API server. All pods are made first and run
 * side by side.
 */
abstract class ProbesSuite extends LiveSuite {

  private static final String READY = "Ready";

  /** Found in no other process of this host. */
  private final long nap = 80_000L + ThreadLocalRandom.current().nextInt(1_000_000);

  private Pod readiness;
  private Pod liveness;
  private Pod startup;
  private Pod unrunnable;

  ProbesSuite(String runtime) {
    super(runtime);
  }

  private Pod create(
      String name,
      UnaryOperator<PodBuilder> change,
      UnaryOperator<ContainerBuilder> main,
      ContainerBuilder... sidecars) {
    return live()
        .create(
            name,
            pod ->
                change.apply(
                    pod.editMetadata()
                        .addToLabels("app", name)
                        .endMetadata()
                        .editSpec()
                        .withRestartPolicy("Always")
                        .withTerminationGracePeriodSeconds(2L)
                        .addNewVolume()
                        .withName("shared")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .addAllToInitContainers(
                            Stream.of(sidecars).map(ProbesSuite::container).toList())
                        .addToContainers(
                            container(main.apply(new ContainerBuilder().withName("main"))))
                        .endSpec()));
  }

  private static Container container(ContainerBuilder container) {
    return container
        .withImage(LivePods.IMAGE)
        .addNewVolumeMount()
        .withName("shared")
        .withMountPath("/shared")
        .endVolumeMount()
        .build();
  }

  @BeforeAll
  void makePods() throws IOException {
    live()
        .apply(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: readiness}
            spec:
              clusterIP: None
              selector: {app: readiness}
              ports: [{port: 80}]
            """);
    int port = freePort();
    readiness =
        create(
            "readiness",
            pod -> pod.editSpec().addNewReadinessGate("example.com/lit").endSpec(),
            main ->
                main.withCommand("httpd", "-f", "-p", String.valueOf(port), "-h", "/shared")
                    .addNewPort()
                    .withName("web")
                    .withContainerPort(port)
                    .endPort()
                    .withReadinessProbe(
                        http("web").withPeriodSeconds(1).withFailureThreshold(2).build())
                    .withLivenessProbe(socket("web").build()));
    liveness =
        create(
            "liveness",
            pod -> pod,
            main ->
                main.withCommand(
                        "sh",
                        "-c",
                        "test -e /shared/again || echo ill >/sick; touch /shared/again;"
                            + " trap 'exit 7' TERM; while :; do sleep 0.1; done")
                    .withLivenessProbe(
                        exec("sh", "-c", "cat /sick; ! test -e /sick")
                            .withPeriodSeconds(1)
                            .withFailureThreshold(2)
                            .build()));
    startup =
        create(
            "startup",
            pod -> pod,
            main -> main.withCommand("sleep", "10000"),
            new ContainerBuilder()
                .withName("side")
                .withRestartPolicy("Always")
                .withCommand("sleep", "10000")
                .withStartupProbe(
                    exec("test", "-e", "/shared/go")
                        .withPeriodSeconds(1)
                        .withFailureThreshold(600)
                        .build())
                .withReadinessProbe(exec("true").build()));
    unrunnable =
        create(
            "unrunnable",
            pod -> pod,
            main ->
                main.withCommand("sleep", "10000")
                    .withReadinessProbe(exec("no-such-command").withPeriodSeconds(1).build())
                    .withLivenessProbe(
                        exec("sh", "-c", "echo before; sleep " + nap + "; :")
                            .withPeriodSeconds(1)
                            .withTimeoutSeconds(1)
                            .withFailureThreshold(1000)
                            .build()));
  }

  @Test
  void readiness_decides_over_the_ready_condition_and_the_endpoints_of_a_service()
      throws Exception {
    live()
        .awaitPod(
            readiness, pod -> is(pod, "main", status -> status.getState().getRunning() != null));
    assertThat(main(readiness).getReady()).isFalse();
    assertThat(main(readiness).getStarted()).isTrue();
    live().release(readiness, "shared/up");
    awaitReady(readiness, true);
    live().awaitPod(readiness, pod -> condition(pod, "ContainersReady").getStatus().equals("True"));
    assertThat(condition(live().resource(readiness).get(), READY).getReason())
        .isEqualTo("ReadinessGatesNotReady");
    light(readiness);
    live().awaitPod(readiness, pod -> condition(pod, READY).getStatus().equals("True"));
    awaitEndpoints(true);

    Files.delete(shared(readiness, "up"));

    awaitReady(readiness, false);
    live()
        .awaitPod(
            readiness,
            pod ->
                condition(pod, READY).getStatus().equals("False")
                    && "containers with unready status: [main]"
                        .equals(condition(pod, READY).getMessage()));
    awaitEndpoints(false);
    assertThat(live().awaitEvent(readiness, "Unhealthy", "statuscode"))
        .isEqualTo("Readiness probe failed: HTTP probe failed with statuscode: 404");

    live().release(readiness, "shared/up");

    awaitReady(readiness, true);
    assertThat(main(readiness).getRestartCount()).isZero();
  }

  @Test
  void a_container_that_fails_its_liveness_probe_is_restarted() {
    live()
        .awaitPod(
            liveness,
            pod -> is(pod, "main", status -> status.getRestartCount() == 1 && status.getReady()));

    assertThat(main(liveness).getLastState().getTerminated().getExitCode()).isEqualTo(7);
    assertThat(live().awaitEvent(liveness, "Unhealthy", "Liveness"))
        .isEqualTo("Liveness probe failed: ill\n");
    assertThat(live().awaitEvent(liveness, "Killing"))
        .isEqualTo("Container main failed liveness probe, will be restarted");
    Event killing =
        live().events(liveness).stream()
            .filter(event -> event.getReason().equals("Killing"))
            .findFirst()
            .orElseThrow();
    assertThat(killing.getInvolvedObject().getFieldPath()).isEqualTo("spec.containers{main}");
    assertThat(killing.getType()).isEqualTo("Normal");

    assertToldOnce(liveness);
  }

  /** A kubelet that starts anew reads the whole journal again. */
  private void assertToldOnce(Pod pod) {
    Map<String, Integer> before = told(pod);
    live().stop();
    live().start();
    live().awaitPhase(live().shell("afterwards", "true"), "Succeeded");

    assertThat(told(pod)).isEqualTo(before).hasSizeGreaterThanOrEqualTo(2);
  }

  private Map<String, Integer> told(Pod pod) {
    return live().events(pod).stream()
        .filter(event -> List.of("Unhealthy", "Killing").contains(event.getReason()))
        .collect(Collectors.toMap(event -> event.getMetadata().getName(), Event::getCount));
  }

  @Test
  void a_sidecar_that_is_not_started_holds_the_containers_behind_it() {
    Pod held =
        live()
            .awaitPod(
                startup,
                pod ->
                    is(pod, "side", status -> status.getState().getRunning() != null)
                        && live().events(pod).stream()
                            .anyMatch(event -> event.getReason().equals("Unhealthy")));
    assertThat(LivePods.container(held, "side").getStarted()).isFalse();
    assertThat(held.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(main(held).getState().getWaiting().getReason()).isEqualTo("PodInitializing");
    assertThat(condition(held, "Initialized").getMessage())
        .isEqualTo("containers with incomplete status: [side]");

    live().release(startup, "shared/go");

    live()
        .awaitPod(
            startup,
            pod ->
                is(pod, "main", status -> status.getState().getRunning() != null)
                    && is(pod, "side", status -> status.getStarted() && status.getReady()));
    live().awaitPhase(startup, "Running");
  }

  @Test
  void a_probe_that_cannot_be_run_is_no_success_and_one_that_hangs_leaves_nothing_behind() {
    assertThat(live().awaitEvent(unrunnable, "Unhealthy", "Readiness"))
        .startsWith("Readiness probe errored and resulted in unknown state: ")
        .contains("no-such-command");
    assertThat(live().awaitEvent(unrunnable, "Unhealthy", "Liveness"))
        .isEqualTo(
            "Liveness probe failed: command timed out:"
                + (" \"sh -c echo before; sleep " + nap + "; :\" timed out after 1s"));
    assertThat(main(unrunnable).getReady()).isFalse();

    live().resource(unrunnable).withGracePeriod(1).delete();
    live().awaitGone(unrunnable);

    await()
        .atMost(LivePods.LIMIT)
        .until(
            () ->
                ProcessHandle.allProcesses()
                    .noneMatch(
                        process ->
                            process.info().commandLine().orElse("").contains("sleep " + nap)));
  }

  /** A server that nobody outside the pod's network reaches. */
  final void assertProbedInAPrivateNetwork() {
    Pod pod =
        create(
            "private",
            builder ->
                builder.editMetadata().addToAnnotations("hpk.dev/network", "private").endMetadata(),
            main ->
                main.withCommand("sh", "-c", "touch /shared/up; exec httpd -f -p 8081 -h /shared")
                    .addNewPort()
                    .withName("web")
                    .withContainerPort(8081)
                    .endPort()
                    .withStartupProbe(socket("web").withPeriodSeconds(1).build())
                    .withReadinessProbe(http("web").withPeriodSeconds(1).build()));

    awaitReady(pod, true);

    assertThat(main(pod).getStarted()).isTrue();
    assertThat(canConnect(8081)).isFalse();
  }

  private static boolean canConnect(int port) {
    try (Socket ignored = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static ProbeBuilder http(String port) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath("/up")
        .withPort(new IntOrString(port))
        .endHttpGet()
        .withTimeoutSeconds(10);
  }

  private static ProbeBuilder socket(String port) {
    return new ProbeBuilder()
        .withNewTcpSocket()
        .withPort(new IntOrString(port))
        .endTcpSocket()
        .withTimeoutSeconds(10);
  }

  private static ProbeBuilder exec(String... words) {
    return new ProbeBuilder().withNewExec().withCommand(words).endExec().withTimeoutSeconds(30);
  }

  private ContainerStatus main(Pod pod) {
    return LivePods.container(live().resource(pod).get(), "main");
  }

  private void awaitReady(Pod pod, boolean ready) {
    live().awaitPod(pod, now -> is(now, "main", status -> status.getReady() == ready));
  }

  private static boolean is(Pod pod, String name, Predicate<ContainerStatus> condition) {
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .anyMatch(status -> status.getName().equals(name) && condition.test(status));
  }

  private static PodCondition condition(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElse(new PodCondition());
  }

  /** What a controller of the gate does. */
  private void light(Pod pod) {
    live()
        .resource(pod)
        .editStatus(
            now ->
                now.edit()
                    .editStatus()
                    .addNewCondition()
                    .withType("example.com/lit")
                    .withStatus("True")
                    .endCondition()
                    .endStatus()
                    .build());
  }

  private void awaitEndpoints(boolean ready) {
    await()
        .atMost(LivePods.LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                live()
                    .client()
                    .discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(live().namespace())
                    .withLabel("kubernetes.io/service-name", "readiness")
                    .list()
                    .getItems()
                    .stream()
                    .flatMap((EndpointSlice slice) -> slice.getEndpoints().stream())
                    .anyMatch(
                        endpoint ->
                            Boolean.valueOf(ready).equals(endpoint.getConditions().getReady())));
  }

  private Path shared(Pod pod, String file) {
    return live()
        .work()
        .resolve("pods")
        .resolve(pod.getMetadata().getUid())
        .resolve("volumes/shared")
        .resolve(file);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
