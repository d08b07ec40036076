package dev.hpk.report;

import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/**
 * Removes pods from the API server once nothing of them is left (kubelet status_manager.go). Called
 * by the worker lanes.
 */
public final class PodDeleter {

  private final KubernetesClient client;

  public PodDeleter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Deletes the API object: grace 0, and only if it is still the one with this uid. A pod that is
   * gone, or that was made anew, is no error. Finalizers may keep the object; it is then not asked
   * for again here.
   *
   * @throws HpkException of kind EXTERNAL when the API server did not take it; try again later
   */
  public void delete(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    String name = pod.getMetadata().getName();
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withGracePeriodSeconds(0L)
            .withNewPreconditions()
            .withUid(pod.getMetadata().getUid())
            .endPreconditions()
            .build();
    try {
      client.raw("/api/v1/namespaces/%s/pods/%s".formatted(namespace, name), "DELETE", options);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return;
      }
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "pod %s/%s was not deleted: %s".formatted(namespace, name, StatusWriter.text(e)),
          e);
    }
  }
}
