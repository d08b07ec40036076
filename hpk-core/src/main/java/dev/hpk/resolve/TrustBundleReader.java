package dev.hpk.resolve;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads ClusterTrustBundles, in whichever version the API server serves them, if any. */
final class TrustBundleReader {

  private static final List<String> VERSIONS = List.of("v1", "v1beta1", "v1alpha1");

  private final KubernetesClient client;

  TrustBundleReader(KubernetesClient client) {
    this.client = client;
  }

  /** The bundle of this name; null when it is not there, or none are served. */
  @Nullable String named(String name) {
    for (String version : VERSIONS) {
      GenericKubernetesResource found =
          client.genericKubernetesResources(context(version)).withName(name).get();
      if (found != null) {
        return bundle(found);
      }
    }
    return null;
  }

  /** The bundles of a signer; none when none are served. */
  List<String> of(String signer, LabelSelector selector) {
    for (String version : VERSIONS) {
      try {
        List<String> found =
            client
                .genericKubernetesResources(context(version))
                .withLabelSelector(selector)
                .list()
                .getItems()
                .stream()
                .filter(item -> signer.equals(item.get("spec", "signerName")))
                .flatMap(item -> Stream.ofNullable(bundle(item)))
                .toList();
        if (!found.isEmpty()) {
          return found;
        }
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
      }
    }
    return List.of();
  }

  private static @Nullable String bundle(GenericKubernetesResource found) {
    Object text = found.get("spec", "trustBundle");
    return text == null ? null : String.valueOf(text);
  }

  private static ResourceDefinitionContext context(String version) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("certificates.k8s.io")
        .withVersion(version)
        .withKind("ClusterTrustBundle")
        .withPlural("clustertrustbundles")
        .withNamespaced(false)
        .build();
  }
}
