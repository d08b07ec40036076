package dev.hpk.examples;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.hpk.kubelet.Kubelet;
import dev.hpk.pod.PodView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet in this process on the real parts: Slurm, a container engine and an API server. It has
 * a node, a namespace and a work directory of its own.
 */
final class LiveKubelet extends LivePods implements AutoCloseable {

  private final String runtime;
  private final Path work = Path.of(System.getenv("SCRATCH"), namespace());
  private Map<String, Object> slurm = Map.of();
  private final Map<String, Object> server = new LinkedHashMap<>();
  private boolean knowsClientsByCluster;
  private @Nullable Kubelet kubelet;

  LiveKubelet(String runtime) {
    this.runtime = runtime;
  }

  /** What the site has set for Slurm; before the start. */
  void slurm(Map<String, Object> settings) {
    slurm = Map.copyOf(settings);
  }

  /** Changes a setting of the kubelet port. */
  LiveKubelet server(String key, Object value) {
    server.put(key, value);
    return this;
  }

  LiveKubelet start() {
    return start(client());
  }

  /** With somebody's rights in the cluster. */
  LiveKubelet start(KubernetesClient own) {
    Kubelet started = Kubelet.builder().client(own).configuration(configuration()).build();
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

  /** Without a file of the CA of clients. */
  LiveKubelet knowingClientsByCluster() {
    knowsClientsByCluster = true;
    return this;
  }

  /** As in a configuration file. */
  Map<String, Object> configuration() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("nodeName", node());
    values.put("workDirectory", work.toString());
    values.put("scheduler", "slurm");
    values.put("schedulers", Map.of("slurm", slurm));
    values.put("runtime", runtime);
    values.put("node", Map.of("hostname", node(), "address", "127.0.0.1"));
    Map<String, Object> port = new LinkedHashMap<>();
    port.put("port", 0);
    port.put("bindAddress", "127.0.0.1");
    if (!knowsClientsByCluster) {
      port.put("clientCa", clientCa().toString());
    }
    port.putAll(server);
    values.put("server", port);
    values.put("images", Map.of("mirrors", Map.of("docker.io", "127.0.0.1:5000")));
    values.put(
        "pods",
        Map.of(
            "busyInterval", "1s",
            "quietInterval", "3s",
            "sweepInterval", "5s",
            "refreshInterval", "2s",
            "restartBackoff", "1s",
            "submitRetryFirst", "1s",
            "submitRetryLimit", "2s"));
    Map<String, Object> section = Map.of("insecureRegistries", List.of("127.0.0.1:5000"));
    values.put("runtimes", Map.of("apptainer", section, "podman-hpc", section));
    values.put(
        "runtimeHandlers",
        Map.of(
            "apptainer", Map.of("runtime", "apptainer"),
            "podman-hpc", Map.of("runtime", "podman-hpc")));
    return values;
  }

  Path work() {
    return work;
  }

  /** The kubelet port. */
  int port() {
    return requireNonNull(kubelet, "the kubelet does not run").port();
  }

  /** The authority that the API server's own client certificate is from. */
  private Path clientCa() {
    Path file = work.resolveSibling(namespace() + "-ca.pem");
    try {
      return Files.write(
          file, Base64.getDecoder().decode(client().getConfiguration().getCaCertData()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  List<PodView> views() {
    return kubelet == null ? List.of() : kubelet.pods();
  }

  /** With the kubelet's work directory at /host, which outlives the pod. */
  PodBuilder withHost(PodBuilder pod) {
    return pod.editSpec()
        .addNewVolume()
        .withName("host")
        .withNewHostPath(work.toString(), "Directory")
        .endVolume()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName("host")
        .withMountPath("/host")
        .endVolumeMount()
        .endContainer()
        .endSpec();
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

  /** What the container's first attempt printed, from the pod's directory. */
  String log(Pod pod, String container) {
    return log(pod, container, 0);
  }

  String log(Pod pod, String container, int attempt) {
    Path file =
        work.resolve("pods")
            .resolve(pod.getMetadata().getUid())
            .resolve("containers")
            .resolve(container)
            .resolve(attempt + ".log");
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

  /** Removes the pods, then everything else. */
  @Override
  public void close() {
    try {
      if (kubelet == null) {
        start();
      }
      client().pods().inNamespace(namespace()).withGracePeriod(0).delete();
      await()
          .atMost(LIMIT)
          .until(() -> client().pods().inNamespace(namespace()).list().getItems().isEmpty());
    } finally {
      stop();
      client().namespaces().withName(namespace()).delete();
      client().nodes().withName(node()).delete();
      client().close();
      run("rm", "-rf", "--", work.toString(), work + "-ca.pem");
    }
  }
}
