package dev.hpk.resolve;

import io.fabric8.kubernetes.api.model.ClusterTrustBundleProjection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one pod's namespace, each read at most once while the pod is resolved, so that all
 * its containers and volumes see the same. Not for use by several threads.
 */
final class PodObjects {

  private final ObjectReader reader;
  private final Pod pod;
  private final String namespace;
  private final Map<String, Optional<ConfigMap>> configMaps = new HashMap<>();
  private final Map<String, Optional<Secret>> secrets = new HashMap<>();
  private @Nullable Map<String, String> serviceVariables;

  PodObjects(ObjectReader reader, Pod pod) {
    this.reader = reader;
    this.pod = pod;
    String given = pod.getMetadata().getNamespace();
    this.namespace = given == null || given.isEmpty() ? "default" : given;
  }

  String namespace() {
    return namespace;
  }

  /**
   * A ConfigMap; empty when it is optional and not there.
   *
   * @throws MissingException when it is not there and must be
   */
  Optional<ConfigMap> configMap(String name, @Nullable Boolean optional) throws MissingException {
    Optional<ConfigMap> found =
        configMaps.computeIfAbsent(name, key -> reader.configMap(namespace, key));
    return found.isPresent() ? found : absent("configmap", name, optional);
  }

  /** The data of a ConfigMap by key, texts and binary data together. */
  Map<String, byte[]> files(ConfigMap configMap) throws MissingException {
    String name = configMap.getMetadata().getName();
    Map<String, byte[]> files = decoded(configMap.getBinaryData(), "ConfigMap", name);
    if (configMap.getData() != null) {
      configMap
          .getData()
          .forEach((key, text) -> files.put(key, text.getBytes(StandardCharsets.UTF_8)));
    }
    return files;
  }

  /**
   * The data of a Secret by key; empty when it is optional and not there.
   *
   * @throws MissingException when it is not there and must be
   */
  Optional<Map<String, byte[]>> secret(String name, @Nullable Boolean optional)
      throws MissingException {
    Optional<Secret> found = secrets.computeIfAbsent(name, key -> reader.secret(namespace, key));
    if (found.isEmpty()) {
      return absent("secret", name, optional);
    }
    return Optional.of(decoded(found.get().getData(), "Secret", name));
  }

  /** A claim of the pod's namespace; empty when it is not there. */
  Optional<PersistentVolumeClaim> claim(String name) {
    return reader.claim(namespace, name);
  }

  /** A PersistentVolume; empty when it is not there. */
  Optional<PersistentVolume> volume(String name) {
    return reader.volume(name);
  }

  /** The certificates that a source of a projected volume names, as PEM. */
  String certificates(ClusterTrustBundleProjection source) throws MissingException {
    return new TrustBundles(reader).certificates(source);
  }

  /** The variables that tell of Services; the same for all containers of the pod. */
  Map<String, String> serviceVariables() {
    if (serviceVariables == null) {
      List<Service> services = new ArrayList<>();
      reader.apiService().ifPresent(services::add);
      if (!Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks())) {
        services.addAll(reader.services(namespace));
      }
      serviceVariables = ServiceVariables.of(services);
    }
    return serviceVariables;
  }

  /** A token for the pod. */
  String token(List<String> audiences, long expirationSeconds) {
    return reader.token(podToken(audiences, expirationSeconds));
  }

  /** What is asked for when the pod is to have a token. */
  PodToken podToken(List<String> audiences, long expirationSeconds) {
    String account = pod.getSpec().getServiceAccountName();
    return new PodToken(
        namespace,
        account == null || account.isEmpty() ? "default" : account,
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        audiences,
        expirationSeconds);
  }

  private static <T> Optional<T> absent(String kind, String name, @Nullable Boolean optional)
      throws MissingException {
    if (Boolean.TRUE.equals(optional)) {
      return Optional.empty();
    }
    throw new MissingException(kind + " \"" + name + "\" not found");
  }

  private Map<String, byte[]> decoded(
      @Nullable Map<String, String> encoded, String kind, String name) throws MissingException {
    Map<String, byte[]> data = new TreeMap<>();
    if (encoded == null) {
      return data;
    }
    for (Map.Entry<String, String> entry : encoded.entrySet()) {
      try {
        data.put(entry.getKey(), Base64.getDecoder().decode(entry.getValue()));
      } catch (IllegalArgumentException e) {
        throw new MissingException(
            "key "
                + entry.getKey()
                + " in "
                + kind
                + " "
                + namespace
                + "/"
                + name
                + " is not base64");
      }
    }
    return data;
  }
}
