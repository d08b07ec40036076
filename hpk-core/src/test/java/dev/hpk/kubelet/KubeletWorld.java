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
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobState;
import dev.hpk.pod.LifePoint;
import dev.hpk.testkit.cluster.InMemoryApiServer;
import dev.hpk.testkit.scheduler.FakeScheduler;
import dev.hpk.testkit.scheduler.Fate;
import dev.hpk.testkit.translator.FakeRuntime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
    return startKubelet(Map.of());
  }

  /**
   * @param changed values of the section pods that are not as usual
   */
  Kubelet startKubelet(Map<String, String> changed) {
    Map<String, String> pods =
        new LinkedHashMap<>(
            Map.of(
                "journalInterval", "PT0.02S",
                "busyInterval", "PT0.05S",
                "quietInterval", "PT0.1S",
                "sweepInterval", "PT0.2S",
                "refreshInterval", "PT0.1S",
                "retryFirst", "PT0.05S",
                "submitRetryFirst", "PT0.05S",
                "submitRetryLimit", "PT0.2S"));
    pods.putAll(changed);
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
                    "pods", pods,
                    "runtimeHandlers", Map.of("other", Map.of("runtime", "words"))))
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

  /** The kubelet dies: nothing is brought to an end, and nothing is told. */
  void killKubelet() {
    if (kubelet != null) {
      kubelet.abandon();
      kubelet = null;
    }
  }

  Pod createPod(String name) {
    return createPod(name, pod -> pod);
  }

  /** Creates a pod bound to the node, with the defaults that an API server fills in. */
  Pod createPod(String name, UnaryOperator<PodBuilder> change) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .withFinalizers(InMemoryApiServer.KEEP)
            .endMetadata()
            .withNewSpec()
            .withNodeName(NODE)
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(1L)
            .addNewContainer()
            .withName("main")
            .withImage("busybox:1")
            .withCommand("true")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .withPhase("Pending")
            .endStatus();
    return client.pods().inNamespace("default").resource(change.apply(pod).build()).create();
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

  /** Waits for an event of this reason about the pod; its message. */
  String awaitEvent(Pod pod, String reason) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> event(pod, reason), Optional::isPresent)
        .orElseThrow();
  }

  /** How often events of this reason about the pod came, once all that were told are written. */
  int count(Pod pod, String reason) {
    Pod last = createPod("last", each -> each);
    awaitEvent(last, "Submitted");
    return events(pod, reason).mapToInt(Event::getCount).sum();
  }

  private Optional<String> event(Pod pod, String reason) {
    return events(pod, reason).map(event -> String.valueOf(event.getMessage())).findFirst();
  }

  private Stream<Event> events(Pod pod, String reason) {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> reason.equals(event.getReason()))
        .filter(event -> pod.getMetadata().getUid().equals(event.getInvolvedObject().getUid()));
  }

  /** Waits until the batch system was asked so many more times. */
  void awaitQuestions(int count) {
    int before = scheduler.calls(FakeScheduler.Call.QUERY);
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> scheduler.calls(FakeScheduler.Call.QUERY) >= before + count);
  }

  List<JobId> awaitJob(Pod pod) {
    return await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> jobs(pod), jobs -> !jobs.isEmpty());
  }

  List<JobId> jobs(Pod pod) {
    return scheduler.jobs(jobName(pod));
  }

  Path directory(Pod pod) {
    return work.resolve("pods").resolve(pod.getMetadata().getUid());
  }

  @Nullable Pod current(Pod pod) {
    return client.pods().inNamespace("default").withName(pod.getMetadata().getName()).get();
  }

  /** As {@code kubectl delete --grace-period}; again on a pod that is being deleted already. */
  void delete(Pod pod, long graceSeconds) {
    resource(pod)
        .edit(
            now ->
                new PodBuilder(now)
                    .editMetadata()
                    .withDeletionGracePeriodSeconds(graceSeconds)
                    .endMetadata()
                    .build());
    resource(pod).delete();
  }

  /** What the API server does with {@code kubectl delete --force --grace-period=0}. */
  void removeByForce(Pod pod) {
    resource(pod).withGracePeriod(0).delete();
  }

  private PodResource resource(Pod pod) {
    return client.pods().inNamespace("default").withName(pod.getMetadata().getName());
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
