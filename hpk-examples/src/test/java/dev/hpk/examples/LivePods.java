package dev.hpk.examples;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A namespace of its own on a real API server: pods are made in it, awaited and looked at. */
class LivePods {

  static final Duration LIMIT = Duration.ofMinutes(2);
  static final String IMAGE = "busybox:1";

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final String namespace = "it-" + UUID.randomUUID().toString().substring(0, 8);

  LivePods() {
    client
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                client.serviceAccounts().inNamespace(namespace).withName("default").get() != null
                    && client.configMaps().inNamespace(namespace).withName("kube-root-ca.crt").get()
                        != null);
  }

  /** The node to which the pods are bound; it has the name of the namespace. */
  final String node() {
    return namespace;
  }

  final String namespace() {
    return namespace;
  }

  final KubernetesClient client() {
    return client;
  }

  /** A pod of one container that runs a line of shell; with a short grace and no restart. */
  Pod shell(String name, String line, UnaryOperator<PodBuilder> change) {
    return create(
        name,
        pod ->
            change.apply(
                pod.editSpec()
                    .addNewContainer()
                    .withName("main")
                    .withImage(IMAGE)
                    .withCommand("sh", "-c", line)
                    .endContainer()
                    .endSpec()));
  }

  Pod shell(String name, String line) {
    return shell(name, line, pod -> pod);
  }

  Pod create(String name, UnaryOperator<PodBuilder> change) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withNodeName(node())
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(5L)
            .endSpec();
    return client.pods().inNamespace(namespace).resource(change.apply(pod).build()).create();
  }

  /** Creates what a file of YAML documents holds. */
  void apply(String yaml) {
    client
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(namespace)
        .create();
  }

  PodResource resource(Pod pod) {
    return client.pods().inNamespace(namespace).withName(pod.getMetadata().getName());
  }

  Pod awaitPod(Pod pod, Predicate<Pod> condition) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> resource(pod).get(), now -> now != null && condition.test(now));
  }

  Pod awaitPhase(Pod pod, String phase) {
    return awaitPod(pod, now -> phase.equals(now.getStatus().getPhase()));
  }

  /** Waits for an end, whichever. */
  Pod awaitEnd(Pod pod) {
    return awaitPod(
        pod,
        now ->
            "Succeeded".equals(now.getStatus().getPhase())
                || "Failed".equals(now.getStatus().getPhase()));
  }

  Pod awaitWaiting(Pod pod, String reason) {
    return awaitPod(pod, now -> waiting(now).map(reason::equals).orElse(false));
  }

  void awaitGone(Pod pod) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> resource(pod).get() == null);
  }

  /** The message of an event of the pod with this reason. */
  String awaitEvent(Pod pod, String reason) {
    return awaitEvent(pod, reason, "");
  }

  /** The message of an event of the pod with this reason, and this text in its message. */
  String awaitEvent(Pod pod, String reason, String text) {
    return await("event " + reason + " with " + text)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                events(pod).stream()
                    .filter(event -> reason.equals(event.getReason()))
                    .map(event -> String.valueOf(event.getMessage()))
                    .filter(message -> message.contains(text))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The pod's events, oldest first. */
  List<Event> events(Pod pod) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> pod.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
        .sorted(Comparator.comparing(event -> String.valueOf(event.getFirstTimestamp())))
        .toList();
  }

  /** kubectl in the kubelet's namespace; what it printed. */
  String kubectl(String... words) {
    return run(
        Stream.concat(Stream.of("kubectl", "-n", namespace), Stream.of(words))
            .toArray(String[]::new));
  }

  /** Runs a program; what it printed, on either stream. */
  static String run(String... words) {
    try {
      Path output = Files.createTempFile("hpk-it", ".out");
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      process.destroyForcibly();
      String text = Files.readString(output);
      Files.delete(output);
      if (!ended) {
        throw new AssertionError(words[0] + " did not end: " + text);
      }
      return text;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Optional<String> waiting(Pod pod) {
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .filter(status -> status.getState().getWaiting() != null)
        .map(status -> String.valueOf(status.getState().getWaiting().getReason()))
        .findFirst();
  }

  static int exitCode(Pod pod, String container) {
    return container(pod, container).getState().getTerminated().getExitCode();
  }

  static ContainerStatus container(Pod pod, String container) {
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no status of container " + container));
  }

  static EnvVar variable(String name, String value) {
    return new EnvVar(name, value, null);
  }
}
