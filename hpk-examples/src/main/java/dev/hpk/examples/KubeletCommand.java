package dev.hpk.examples;

import dev.hpk.kubelet.Kubelet;
import dev.hpk.pod.LifePoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hpk kubelet}: serves one node until it is interrupted. Jobs go on. */
@Command(
    name = "kubelet",
    mixinStandardHelpOptions = true,
    description = "Registers a node and runs the pods bound to it as jobs, until interrupted.")
final class KubeletCommand implements Callable<Integer> {

  /** Tests make the process die at a point of a pod's life: {@code -Dhpk.dieAt=ACCEPTED}. */
  private static final String DIE_AT = "hpk.dieAt";

  private static final int KILLED = 137;

  @Mixin ConfigOptions options = new ConfigOptions();

  @Mixin ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--port", paramLabel = "PORT", description = "The kubelet port (10250).")
  @Nullable Integer port;

  @Option(
      names = "--address",
      paramLabel = "IP",
      description = "Where the API server reaches this kubelet.")
  @Nullable String address;

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(interrupted, stopped), "hpk-stop"));
    try (KubernetesClient client = ClusterClient.open(cluster.kubeconfig);
        Kubelet kubelet =
            Kubelet.builder()
                .client(client)
                .configuration(values())
                .points(dyingAt(System.getProperty(DIE_AT)))
                .build()) {
      kubelet.start();
      interrupted.await();
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private Map<String, Object> values() {
    Map<String, Object> values = options.values();
    put(values, "server", "port", port);
    put(values, "node", "address", address);
    return values;
  }

  private static void put(
      Map<String, Object> values, String section, String key, @Nullable Object value) {
    if (value != null) {
      Map<String, Object> changed = new LinkedHashMap<>();
      if (values.get(section) instanceof Map<?, ?> known) {
        known.forEach((name, old) -> changed.put(String.valueOf(name), old));
      }
      changed.put(key, value);
      values.put(section, changed);
    }
  }

  /** The JVM ends when its hooks have: the kubelet is closed before that. */
  private static void stop(CountDownLatch interrupted, CountDownLatch stopped) {
    interrupted.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static LifePoint.Listener dyingAt(@Nullable String point) {
    if (point == null) {
      return (passed, uid) -> {};
    }
    LifePoint wanted = LifePoint.valueOf(point);
    return (passed, uid) -> {
      if (passed == wanted) {
        Runtime.getRuntime().halt(KILLED);
      }
    };
  }
}
