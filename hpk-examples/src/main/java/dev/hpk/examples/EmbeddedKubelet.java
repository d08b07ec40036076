package dev.hpk.examples;

import dev.hpk.kubelet.Kubelet;
import dev.hpk.pod.PodView;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A program that is a kubelet. Arguments: the work directory, the scheduler, the runtime; the
 * cluster is found as kubectl finds it.
 */
public final class EmbeddedKubelet {

  private EmbeddedKubelet() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        Kubelet kubelet =
            of(client, Path.of(arguments[0]), arguments[1], arguments[2], EmbeddedKubelet::show)) {
      kubelet.start();
      Thread.currentThread().join();
    }
  }

  /** Not yet started. Jobs outlive it; the next one on the same work directory takes them up. */
  static Kubelet of(
      KubernetesClient client,
      Path work,
      String scheduler,
      String runtime,
      Consumer<PodView> listener) {
    return Kubelet.builder()
        .client(client)
        .nodeName("my-node")
        .scheduler(scheduler)
        .runtime(runtime)
        .workDirectory(work)
        .listener(listener)
        .build();
  }

  private static void show(PodView pod) {
    System.out.println(pod.name() + " " + pod.phase() + " " + pod.job());
  }
}
