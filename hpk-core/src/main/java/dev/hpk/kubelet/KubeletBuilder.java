package dev.hpk.kubelet;

import static java.util.Objects.requireNonNull;

import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.HpkException;
import dev.hpk.api.PodTranslatorFactory;
import dev.hpk.pod.LifePoint;
import dev.hpk.pod.PodView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a {@link Kubelet} is made of. Only the client must be given. Not for use by several
 * threads.
 */
public final class KubeletBuilder {

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<BatchSchedulerFactory> schedulers = new ArrayList<>();
  private final List<ContainerRuntimeFactory> runtimes = new ArrayList<>();
  private final List<PodTranslatorFactory> translators = new ArrayList<>();
  private final List<Consumer<PodView>> listeners = new ArrayList<>();
  private @Nullable KubernetesClient client;
  private ClassLoader pluginLoader = KubeletBuilder.class.getClassLoader();
  private Clock clock = Clock.systemUTC();
  private LifePoint.Listener points = (point, uid) -> {};

  KubeletBuilder() {}

  /** The API server; stays the caller's, who closes it after the kubelet. */
  public KubeletBuilder client(KubernetesClient apiServer) {
    client = requireNonNull(apiServer, "client is null");
    return this;
  }

  /** Values as they stand in a configuration file; later ones replace earlier ones key by key. */
  public KubeletBuilder configuration(Map<String, ?> fileValues) {
    values.putAll(fileValues);
    return this;
  }

  /** As {@code nodeName} in the configuration. */
  public KubeletBuilder nodeName(String name) {
    return set("nodeName", name);
  }

  /** As {@code workDirectory} in the configuration. */
  public KubeletBuilder workDirectory(Path directory) {
    return set("workDirectory", directory.toString());
  }

  /** The scheduler by name, as {@code scheduler} in the configuration. */
  public KubeletBuilder scheduler(String name) {
    return set("scheduler", name);
  }

  /** A scheduler as an instance, which is then the one chosen. */
  public KubeletBuilder scheduler(BatchSchedulerFactory factory) {
    schedulers.add(requireNonNull(factory, "scheduler is null"));
    return scheduler(factory.name());
  }

  /** The runtime by name, as {@code runtime} in the configuration. */
  public KubeletBuilder runtime(String name) {
    return set("runtime", name);
  }

  /** A runtime as an instance, which is then the one chosen. */
  public KubeletBuilder runtime(ContainerRuntimeFactory factory) {
    runtimes.add(requireNonNull(factory, "runtime is null"));
    return runtime(factory.name());
  }

  /** The translator by name, as {@code translator} in the configuration. */
  public KubeletBuilder translator(String name) {
    return set("translator", name);
  }

  /** A translator as an instance, which is then the one chosen. */
  public KubeletBuilder translator(PodTranslatorFactory factory) {
    translators.add(requireNonNull(factory, "translator is null"));
    return translator(factory.name());
  }

  /** Hears of each pod whose status was written, on a worker thread; must return soon. */
  public KubeletBuilder listener(Consumer<PodView> listener) {
    listeners.add(requireNonNull(listener, "listener is null"));
    return this;
  }

  /** Where plugins are looked for; by default where HPK itself was loaded from. */
  public KubeletBuilder pluginLoader(ClassLoader loader) {
    pluginLoader = requireNonNull(loader, "loader is null");
    return this;
  }

  /** The only clock of the kubelet. */
  public KubeletBuilder clock(Clock time) {
    clock = requireNonNull(time, "clock is null");
    return this;
  }

  /** Hears of each step in a pod's life, on the thread that takes it; for tests. */
  public KubeletBuilder points(LifePoint.Listener listener) {
    points = requireNonNull(listener, "listener is null");
    return this;
  }

  /**
   * Makes the kubelet: reads the configuration, finds and makes the plugins. Nothing is started.
   *
   * @throws HpkException of kind CONFIGURATION that names everything that is wrong
   */
  public Kubelet build() {
    KubernetesClient apiServer = client;
    if (apiServer == null) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION, "no client was given: call client(...)");
    }
    KubeletConfig config = ConfigReader.of(values);
    return new Kubelet(
        apiServer,
        config,
        new PluginChoice(schedulers, runtimes, translators, pluginLoader),
        List.copyOf(listeners),
        points,
        clock);
  }

  private KubeletBuilder set(String key, String value) {
    values.put(key, value);
    return this;
  }
}
