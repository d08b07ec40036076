package dev.hpk.examples.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Makes pods and notes when the API server says what of them. */
final class BenchPods implements AutoCloseable {

  private static final String LABEL = "hpk-bench";

  private final KubernetesClient client;
  private final String node;
  private final Marks marks;
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> informer;

  BenchPods(KubernetesClient client, String node, Marks marks) {
    this.client = client;
    this.node = node;
    this.marks = marks;
    this.informer =
        client.pods().inNamespace("default").withLabel(LABEL, node).inform(new Witness());
  }

  /** Creates a pod of one container; returns when the API server has taken it. */
  void create(String name, String script) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .addToLabels(LABEL, node)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage("busybox:1")
                .withCommand("sh", "-c", script)
                .addNewVolumeMount()
                .withName("marks")
                .withMountPath("/marks")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("marks")
                .withNewHostPath()
                .withPath(marks.directory().toString())
                .endHostPath()
                .endVolume()
                .endSpec()
                .build())
        .create();
  }

  /** When the API server first showed this pod in this phase; waits for it. */
  Instant awaitPhase(String name, String phase) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(Marks.LIMIT);
    while (!seen.containsKey(name + " " + phase)) {
      if (Instant.now().isAfter(deadline)) {
        throw new IOException("pod " + name + " was never " + phase);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return seen.getOrDefault(name + " " + phase, deadline);
  }

  /** Removes all pods and waits until they are gone. */
  void removeAll() throws InterruptedException {
    client.pods().inNamespace("default").withLabel(LABEL, node).delete();
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (!informer.getStore().list().isEmpty() && Instant.now().isBefore(deadline)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Witness implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      note(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      note(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {}

    private void note(Pod pod) {
      String key = pod.getMetadata().getName() + " " + pod.getStatus().getPhase();
      seen.putIfAbsent(key, Instant.now());
    }
  }
}
