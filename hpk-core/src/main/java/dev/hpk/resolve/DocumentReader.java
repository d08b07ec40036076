package dev.hpk.resolve;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.certificates.v1beta1.ClusterTrustBundle;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from documents given beside a pod, without a cluster. Of two documents with one name the
 * later one counts; a document without a namespace is in {@code default}. Objects of other kinds
 * are passed over. Safe for use by several threads.
 */
public final class DocumentReader implements ObjectReader {

  /** What stands where a token would: nobody takes it for one, and no API server accepts it. */
  public static final String TOKEN_PLACEHOLDER = "no-token-was-made-without-a-cluster";

  private static final String DEFAULT_NAMESPACE = "default";

  private final Map<String, HasMetadata> documents = new LinkedHashMap<>();

  public DocumentReader(List<? extends HasMetadata> documents) {
    for (HasMetadata document : documents) {
      this.documents.put(
          key(document.getClass(), namespace(document), document.getMetadata().getName()),
          document);
    }
  }

  @Override
  public Optional<ConfigMap> configMap(String namespace, String name) {
    return find(ConfigMap.class, namespace, name);
  }

  @Override
  public Optional<Secret> secret(String namespace, String name) {
    return find(Secret.class, namespace, name).map(DocumentReader::withStringData);
  }

  @Override
  public Optional<String> runtimeHandler(String name) {
    return find(RuntimeClass.class, DEFAULT_NAMESPACE, name).map(RuntimeClass::getHandler);
  }

  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return find(PersistentVolumeClaim.class, namespace, name);
  }

  @Override
  public Optional<PersistentVolume> volume(String name) {
    return find(PersistentVolume.class, DEFAULT_NAMESPACE, name);
  }

  @Override
  public Optional<String> trustBundle(String name) {
    return find(ClusterTrustBundle.class, DEFAULT_NAMESPACE, name)
        .map(bundle -> bundle.getSpec().getTrustBundle());
  }

  @Override
  public List<String> trustBundles(String signer, LabelSelector selector) {
    Map<String, String> wanted =
        selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
    return documents.values().stream()
        .filter(ClusterTrustBundle.class::isInstance)
        .map(ClusterTrustBundle.class::cast)
        .filter(bundle -> signer.equals(bundle.getSpec().getSignerName()))
        .filter(bundle -> labels(bundle).entrySet().containsAll(wanted.entrySet()))
        .map(bundle -> bundle.getSpec().getTrustBundle())
        .toList();
  }

  private static Map<String, String> labels(HasMetadata document) {
    Map<String, String> labels = document.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  @Override
  public List<Service> services(String namespace) {
    return documents.values().stream()
        .filter(Service.class::isInstance)
        .map(Service.class::cast)
        .filter(service -> namespace(service).equals(namespace))
        .toList();
  }

  @Override
  public Optional<Service> apiService() {
    return find(Service.class, DEFAULT_NAMESPACE, "kubernetes");
  }

  /** Always {@link #TOKEN_PLACEHOLDER}: only an API server makes tokens. */
  @Override
  public String token(PodToken token) {
    return TOKEN_PLACEHOLDER;
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind, String namespace, String name) {
    return Optional.ofNullable(documents.get(key(kind, namespace, name))).map(kind::cast);
  }

  /** What an API server does when a Secret is written: stringData goes into data. */
  private static Secret withStringData(Secret secret) {
    if (secret.getStringData() == null || secret.getStringData().isEmpty()) {
      return secret;
    }
    SecretBuilder merged = new SecretBuilder(secret).withStringData(Map.of());
    secret
        .getStringData()
        .forEach(
            (key, text) ->
                merged.addToData(
                    key,
                    Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    return merged.build();
  }

  private static String namespace(HasMetadata document) {
    String namespace = document.getMetadata().getNamespace();
    return namespace == null || namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }

  private static String key(Class<?> kind, String namespace, String name) {
    return kind.getName() + " " + namespace + "/" + name;
  }
}
