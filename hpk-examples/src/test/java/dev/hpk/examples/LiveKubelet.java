package dev.hpk.examples;

import static org.awaitility.Awaitility.await;

import dev.hpk.kubelet.Kubelet;
import dev.hpk.pod.PodView;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet in this process on the real parts: Slurm, a container engine and an API server. It has
 * a node, a namespace and a work directory of its own.
 */
final class LiveKubelet implements AutoCloseable {

  static final Duration LIMIT = Duration.ofMinutes(2);
  static final String IMAGE = "busybox:1";

  private final String node;
  private final String namespace;
  private final String runtime;
  private final Path work;
  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private @Nullable Kubelet kubelet;

  LiveKubelet(String runtime) {
    String mark = UUID.randomUUID().toString().substring(0, 8);
    this.runtime = runtime;
    this.node = "it-" + mark;
    this.namespace = "it-" + mark;
    this.work = Path.of(System.getenv("SCRATCH"), "it-" + mark);
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

  LiveKubelet start() {
    Kubelet started = Kubelet.builder().client(client).configuration(configuration()).build();
    started.start();
    kubelet = started;
    await().atMost(LIMIT).until(started::isReady);
    return this;
  }

  void stop() {
    if (kubelet != null) {
      kubelet.close();
      kubelet = null;
    }
  }

  /** As in a configuration file. */
  Map<String, Object> configuration() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("nodeName", node);
    values.put("workDirectory", work.toString());
    values.put("scheduler", "slurm");
    values.put("runtime", runtime);
    values.put("node", Map.of("hostname", node, "address", "127.0.0.1"));
    values.put("server", Map.of("port", 0, "bindAddress", "127.0.0.1"));
    values.put("images", Map.of("mirrors", Map.of("docker.io", "127.0.0.1:5000")));
    values.put(
        "pods",
        Map.of(
            "busyInterval", "1s",
            "quietInterval", "3s",
            "sweepInterval", "5s",
            "restartBackoff", "1s",
            "submitRetryFirst", "1s",
            "submitRetryLimit", "2s"));
    values.put(
        "runtimes", Map.of(runtime, Map.of("insecureRegistries", List.of("127.0.0.1:5000"))));
    return values;
  }

  String node() {
    return node;
  }

  String namespace() {
    return namespace;
  }

  Path work() {
    return work;
  }

  KubernetesClient client() {
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
            .withNodeName(node)
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

  String awaitEvent(Pod pod, String reason) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                client.v1().events().inNamespace(namespace).list().getItems().stream()
                    .filter(event -> reason.equals(event.getReason()))
                    .filter(
                        event ->
                            pod.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
                    .map(event -> String.valueOf(event.getMessage()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** What the container printed, from the pod's directory. */
  String log(Pod pod, String container) {
    Path file =
        work.resolve("pods")
            .resolve(pod.getMetadata().getUid())
            .resolve("containers")
            .resolve(container)
            .resolve("0.log");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void awaitLog(Pod pod, String text) {
    await().atMost(LIMIT).until(() -> log(pod, "main").contains(text));
  }

  /** The ids of all jobs that were ever submitted for a pod, as accounting has them. */
  List<String> jobs(Pod pod) {
    return run(
            "sacct",
            "-X",
            "-n",
            "-D",
            "-P",
            "-S",
            "now-1hour",
            "-o",
            "JobIDRaw",
            "--name",
            "hpk-" + pod.getMetadata().getUid())
        .lines()
        .toList();
  }

  /** Waits until accounting has heard of a job. */
  List<String> awaitJobs(Pod pod) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> jobs(pod), jobs -> !jobs.isEmpty());
  }

  String queue(Pod pod) {
    return run("squeue", "-h", "-o", "%i", "--name", "hpk-" + pod.getMetadata().getUid()).strip();
  }

  List<PodView> views() {
    return kubelet == null ? List.of() : kubelet.pods();
  }

  /** kubectl in the kubelet's namespace; what it printed. */
  String kubectl(String... words) {
    return run(
        Stream.concat(Stream.of("kubectl", "-n", namespace), Stream.of(words))
            .toArray(String[]::new));
  }

  /** Makes a file in a volume of the pod, from outside. */
  void release(Pod pod, String file) {
    try {
      Files.writeString(
          work.resolve("pods").resolve(pod.getMetadata().getUid()).resolve("volumes").resolve(file),
          "");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
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

  /** Removes the pods, then everything else. */
  @Override
  public void close() {
    try {
      if (kubelet == null) {
        start();
      }
      client.pods().inNamespace(namespace).withGracePeriod(0).delete();
      await()
          .atMost(LIMIT)
          .until(() -> client.pods().inNamespace(namespace).list().getItems().isEmpty());
    } finally {
      stop();
      client.namespaces().withName(namespace).delete();
      client.nodes().withName(node).delete();
      client.close();
      run("rm", "-rf", "--", work.toString());
    }
  }
}
