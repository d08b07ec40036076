package dev.hpk.report;

import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of pod status. Called by the worker lanes, several at once for different pods.
 *
 * <p>It patches (strategic merge, with the uid, kubelet status_manager.go), so conditions and
 * fields of others survive and a pod made anew under the same name is never hit.
 */
public final class StatusWriter {

  private static final int TRIES = 5;
  private static final int INVALID = 422;

  private final KubernetesClient client;
  private final StatusPatch patches;

  /** What became of a status. */
  public enum Outcome {
    /** The API server took it. */
    WRITTEN,
    /** The API server has it already. */
    UNCHANGED,
    /** The pod is gone, or another one has its name. */
    GONE
  }

  /**
   * The result of a write.
   *
   * @param outcome what became of it
   * @param pod the pod as the API server has it now; the one given when nothing was written
   */
  public record Written(Outcome outcome, Pod pod) {}

  public StatusWriter(KubernetesClient client) {
    this.client = client;
    this.patches = new StatusPatch(client.getKubernetesSerialization());
  }

  /**
   * Makes the API server's status of this pod equal to the given one.
   *
   * @param pod as last seen, with the status it had
   * @throws HpkException of kind EXTERNAL when the API server did not take it; try again later
   */
  public Written write(Pod pod, PodStatus status) {
    Pod known = pod;
    for (int tries = 0; tries < TRIES; tries++) {
      Map<String, @Nullable Object> changes = patches.between(known, status);
      if (changes.isEmpty()) {
        return new Written(Outcome.UNCHANGED, known);
      }
      try {
        Pod patched =
            client
                .pods()
                .resource(known)
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), json(known, changes));
        return patched == null
            ? new Written(Outcome.GONE, known)
            : new Written(Outcome.WRITTEN, patched);
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          return new Written(Outcome.GONE, known);
        }
        Pod current = mayBeAnotherPod(e) ? current(known) : known;
        if (current == null) {
          return new Written(Outcome.GONE, known);
        }
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw failed(known, e);
        }
        known = current;
      }
    }
    throw failed(known, null);
  }

  private String json(Pod pod, Map<String, @Nullable Object> changes) {
    return client
        .getKubernetesSerialization()
        .asJson(Map.of("metadata", Map.of("uid", pod.getMetadata().getUid()), "status", changes));
  }

  /** A patch whose uid is not the object's is invalid or, in other versions, a conflict. */
  private static boolean mayBeAnotherPod(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == INVALID;
  }

  private @Nullable Pod current(Pod pod) {
    try {
      Pod current = resource(pod).get();
      boolean same =
          current != null && current.getMetadata().getUid().equals(pod.getMetadata().getUid());
      return same ? current : null;
    } catch (KubernetesClientException e) {
      throw failed(pod, e);
    }
  }

  private PodResource resource(Pod pod) {
    return client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName());
  }

  private static HpkException failed(Pod pod, @Nullable KubernetesClientException cause) {
    return new HpkException(
        HpkException.Kind.EXTERNAL,
        "pod %s/%s: its status was not taken: %s"
            .formatted(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                cause == null ? "conflicts" : text(cause)),
        cause);
  }

  /** The API server's own words; the client's exception wraps them in much else. */
  static String text(KubernetesClientException e) {
    boolean told = e.getStatus() != null && e.getStatus().getMessage() != null;
    return told ? e.getStatus().getMessage() : String.valueOf(e.getMessage());
  }
}
