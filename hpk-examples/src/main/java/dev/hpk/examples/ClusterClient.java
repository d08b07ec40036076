package dev.hpk.examples;

import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens clients of a cluster. */
final class ClusterClient {

  private ClusterClient() {}

  /**
   * @param kubeconfig null means: found as kubectl does, by KUBECONFIG or in the home directory
   */
  static KubernetesClient open(@Nullable Path kubeconfig) {
    if (kubeconfig == null) {
      return new KubernetesClientBuilder().build();
    }
    if (!Files.isReadable(kubeconfig)) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION, "--kubeconfig cannot be read: " + kubeconfig);
    }
    try {
      Config config = Config.fromKubeconfig(kubeconfig.toFile());
      return new KubernetesClientBuilder().withConfig(config).build();
    } catch (RuntimeException e) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION,
          "--kubeconfig is no usable kubeconfig: " + kubeconfig + ": " + e.getMessage(),
          e);
    }
  }
}
