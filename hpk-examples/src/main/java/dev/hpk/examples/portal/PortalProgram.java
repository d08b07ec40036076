package dev.hpk.examples.portal;

import dev.hpk.kubelet.Kubelet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;

/** A kubelet with its page. Argument: the work directory. */
public final class PortalProgram {

  private static final int PORT = 8080;

  private PortalProgram() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        Kubelet kubelet =
            Kubelet.builder()
                .client(client)
                .scheduler("slurm")
                .runtime("apptainer")
                .workDirectory(Path.of(arguments[0]))
                .build();
        Portal portal = new Portal(kubelet::pods, PORT)) {
      kubelet.start();
      System.out.println("Pods and jobs: " + portal.address());
      Thread.currentThread().join();
    }
  }
}
