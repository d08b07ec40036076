package dev.hpk.submit;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.resolve.ObjectReader;
import dev.hpk.resolve.UnresolvedException;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which container runtime a pod has: that of its RuntimeClass, else the usual one. */
public final class Runtimes {

  private final NamedRuntime usual;
  private final Map<String, NamedRuntime> handlers;

  /**
   * @param usual of pods without a RuntimeClass
   * @param handlers by the handler that a RuntimeClass names
   */
  public Runtimes(NamedRuntime usual, Map<String, NamedRuntime> handlers) {
    this.usual = usual;
    this.handlers = Map.copyOf(handlers);
  }

  /** Of pods without a RuntimeClass. */
  public NamedRuntime usual() {
    return usual;
  }

  /**
   * The runtime of a pod that is to be started (kubelet runtimeClassManager.LookupRuntimeHandler).
   *
   * @throws UnresolvedException when the class is not there, or names a handler that is not
   *     configured; both may come
   */
  public NamedRuntime of(Pod pod, ObjectReader reader) {
    String name = pod.getSpec().getRuntimeClassName();
    if (name == null || name.isEmpty()) {
      return usual;
    }
    String handler =
        reader
            .runtimeHandler(name)
            .orElseThrow(
                () ->
                    UnresolvedException.ofSandbox(
                        "runtimeclass.node.k8s.io \"" + name + "\" not found"));
    NamedRuntime found = handlers.get(handler);
    if (found == null) {
      throw UnresolvedException.ofSandbox("no runtime for \"" + handler + "\" is configured");
    }
    return found;
  }

  /** The runtime of a pod that was submitted with this handler; null means with none. */
  public NamedRuntime submittedWith(@Nullable String handler) {
    return handler == null ? usual : handlers.getOrDefault(handler, usual);
  }

  /** Releases what the plugins hold. */
  public void close() {
    usual.runtime().close();
    handlers.values().stream().map(NamedRuntime::runtime).forEach(ContainerRuntime::close);
  }
}
