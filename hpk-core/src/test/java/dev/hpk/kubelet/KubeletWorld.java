package dev.hpk.kubelet;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.api.BatchScheduler;
import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.job.JobState;
import dev.hpk.pod.LifePoint;
import dev.hpk.testkit.cluster.InMemoryApiServer;
import dev.hpk.testkit.scheduler.FakeScheduler;
import dev.hpk.testkit.scheduler.Fate;
import dev.hpk.testkit.translator.FakeRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet under test with an API server in memory, a batch system in memory, and a journal that
 * the test writes. It can be killed and started again.
 */
final class KubeletWorld implements AutoCloseable {

  static final String NODE = "test-node";
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path work;
  private final InMemoryApiServer server = new InMemoryApiServer();
  private final KubernetesClient client;
  private final FakeScheduler scheduler;
  private LifePoint.Listener points = (point, uid) -> {};
  private @Nullable Kubelet kubelet;

  KubeletWorld(Path work) {
    this.work = work;
    this.scheduler = new FakeScheduler(Owner.mark(NODE, work), Clock.systemUTC());
    this.client = server.client();
  }

  FakeScheduler scheduler() {
    return scheduler;
  }

  KubernetesClient client() {
    return client;
  }

  void points(LifePoint.Listener listener) {
    points = listener;
  }

  Kubelet startKubelet() {
    Kubelet started =
        Kubelet.builder()
            .client(client)
            .nodeName(NODE)
            .workDirectory(work)
            .scheduler(new FakeSchedulerFactory())
            .runtime(new FakeRuntimeFactory())
            .configuration(
                Map.of(
                    "server", Map.of("port", 0, "bindAddress", "127.0.0.1"),
                    "pods",
                        Map.of(
                            "journalInterval", "PT0.02S",
                            "busyInterval", "PT0.05S",
                            "quietInterval", "PT0.1S",
                            "retryFirst", "PT0.05S",
                            "submitRetryFirst", "PT0.05S")))
            .points((point, uid) -> points.passed(point, uid))
            .build();
    started.start();
    kubelet = started;
    return started;
  }

  void stopKubelet() {
    if (kubelet != null) {
      kubelet.close();
      kubelet = null;
    }
  }

  Pod createPod(String name) {
    return createPod(name, new PodBuilder());
  }

  /** Creates a pod bound to the node, with the defaults that an API server fills in. */
  Pod createPod(String name, PodBuilder builder) {
    Pod pod =
        builder
            .editOrNewMetadata()
            .withName(name)
            .withNamespace("default")
            .withUid(UUID.randomUUID().toString())
            .endMetadata()
            .editOrNewSpec()
            .withNodeName(NODE)
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(1L)
            .addNewContainer()
            .withName("main")
            .withImage("busybox:1")
            .withCommand("true")
            .endContainer()
            .endSpec()
            .editOrNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    return client.pods().inNamespace("default").resource(pod).create();
  }

  Pod awaitPod(Pod pod, Predicate<@Nullable Pod> condition) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> condition.test(current(pod)));
    Pod now = current(pod);
    return now == null ? pod : now;
  }

  Pod awaitPhase(Pod pod, String phase) {
    return awaitPod(pod, now -> now != null && phase.equals(now.getStatus().getPhase()));
  }

  void awaitGone(Pod pod) {
    awaitPod(pod, now -> now == null);
  }

  @Nullable Pod current(Pod pod) {
    return client.pods().inNamespace("default").withName(pod.getMetadata().getName()).get();
  }

  /** What the API server does first when somebody deletes a pod. */
  void delete(Pod pod, long graceSeconds) {
    client
        .pods()
        .inNamespace("default")
        .withName(pod.getMetadata().getName())
        .edit(
            now ->
                new PodBuilder(now)
                    .editMetadata()
                    .withDeletionTimestamp(Clock.systemUTC().instant().toString())
                    .withDeletionGracePeriodSeconds(graceSeconds)
                    .endMetadata()
                    .build());
  }

  static String jobName(Pod pod) {
    return "hpk-" + pod.getMetadata().getUid();
  }

  /** The supervisor starts, and the container's process exists. */
  void runJob(Pod pod) {
    journal(pod, "pod", "started", Map.of("host", "host1", "address", "10.1.2.3"));
    journal(pod, "pod", "sandbox", Map.of("address", "10.1.2.3"));
    journal(pod, "container", "running", Map.of("container", "main", "attempt", 0, "pid", 4242));
  }

  /** The container ends, and then the supervisor and the job. */
  void endJob(Pod pod, int exit) {
    journal(
        pod,
        "container",
        "ended",
        Map.of(
            "container",
            "main",
            "attempt",
            0,
            "exit",
            exit,
            "started",
            Clock.systemUTC().millis(),
            "reason",
            exit == 0 ? "Completed" : "Error"));
    journal(
        pod, "pod", "ended", Map.of("exit", exit, "reason", exit == 0 ? "Completed" : "Failed"));
    scheduler.fate(
        jobName(pod), Fate.ended(exit == 0 ? JobState.COMPLETED : JobState.FAILED, exit));
  }

  void journal(Pod pod, String type, String state, Map<String, Object> more) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", Clock.systemUTC().millis());
    line.put("pod", pod.getMetadata().getUid());
    line.put("job", "1");
    line.put("type", type);
    line.put("state", state);
    line.putAll(more);
    try {
      Path file = work.resolve("journal").resolve("host1.jsonl");
      Files.createDirectories(file.getParent());
      Files.write(
          file,
          (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stopKubelet();
    server.close();
  }

  private final class FakeSchedulerFactory implements BatchSchedulerFactory {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public BatchScheduler create(PluginConfig config, PluginContext context) {
      return scheduler;
    }
  }

  private static final class FakeRuntimeFactory implements ContainerRuntimeFactory {
    @Override
    public String name() {
      return "words";
    }

    @Override
    public ContainerRuntime create(PluginConfig config, PluginContext context) {
      return FakeRuntime.ableTo(RuntimeAbility.MOUNTS);
    }
  }
}
