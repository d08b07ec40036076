package dev.hpk.examples;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The pod of the quickstart: an init container, then two containers. */
final class QuickstartPod {

  static final List<String> CONTAINERS = List.of("prepare", "greeter", "counter");

  private static final Duration DELETION_LIMIT = Duration.ofSeconds(15);

  private final KubernetesClient client;
  private final String node;
  private final String image;
  private final String name = "quickstart-" + UUID.randomUUID().toString().substring(0, 5);
  private String uid = "";
  private boolean deleted;

  QuickstartPod(KubernetesClient client, String node, String image) {
    this.client = client;
    this.node = node;
    this.image = image;
  }

  String namespace() {
    return "default";
  }

  String name() {
    return name;
  }

  synchronized Pod create() {
    Pod created =
        client
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace())
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName(node)
                    .withRestartPolicy("Never")
                    .withAutomountServiceAccountToken(false)
                    .withTerminationGracePeriodSeconds(2L)
                    .withInitContainers(shell("prepare", "echo prepared by $POD_NAME"))
                    .withContainers(
                        shell(
                            "greeter",
                            "echo hello from a job of $(whoami); sleep 1; echo good bye"),
                        shell("counter", "for i in 1 2 3; do echo count $i; sleep 0.5; done"))
                    .endSpec()
                    .withNewStatus()
                    .withPhase("Pending")
                    .endStatus()
                    .build())
            .create();
    uid = created.getMetadata().getUid();
    return created;
  }

  /** "" before it was created. */
  synchronized String uid() {
    return uid;
  }

  Pod current() {
    return pod().get();
  }

  /**
   * Removes the pod and waits until the kubelet has forgotten it: then its job is over.
   *
   * @param directory the pod's directory, which goes last of all
   */
  synchronized void deleteAndWait(Path directory) {
    if (uid.isEmpty() || deleted) {
      return;
    }
    deleted = true;
    try {
      pod().withGracePeriod(2).delete();
      Instant deadline = Instant.now().plus(DELETION_LIMIT);
      while (Files.exists(directory) && Instant.now().isBefore(deadline)) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (KubernetesClientException e) {
      System.err.println("hpk: pod " + name + " was not deleted: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PodResource pod() {
    return client.pods().inNamespace(namespace()).withName(name);
  }

  private Container shell(String container, String script) {
    return new ContainerBuilder()
        .withName(container)
        .withImage(image)
        .withCommand("sh", "-c", script)
        .addNewEnv()
        .withName("POD_NAME")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.name")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .build();
  }
}
