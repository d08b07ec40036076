package dev.hpk.resolve;

import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster of documents that makes tokens, or refuses to, and counts what was read. */
final class FakeReader implements ObjectReader {

  final List<PodToken> tokens = new ArrayList<>();
  final List<String> reads = new ArrayList<>();
  final Map<PodToken, String> known = new LinkedHashMap<>();
  @Nullable String refusal;
  @Nullable HpkException failure;

  private final DocumentReader documents;

  FakeReader(String... documents) {
    this.documents = new DocumentReader(Resolving.documents(documents));
  }

  @Override
  public Optional<ConfigMap> configMap(String namespace, String name) {
    reads.add("ConfigMap " + namespace + "/" + name);
    if (failure != null) {
      throw failure;
    }
    return documents.configMap(namespace, name);
  }

  @Override
  public Optional<Secret> secret(String namespace, String name) {
    reads.add("Secret " + namespace + "/" + name);
    return documents.secret(namespace, name);
  }

  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return documents.claim(namespace, name);
  }

  @Override
  public Optional<PersistentVolume> volume(String name) {
    return documents.volume(name);
  }

  @Override
  public Optional<String> trustBundle(String name) {
    return documents.trustBundle(name);
  }

  @Override
  public List<String> trustBundles(String signer, LabelSelector selector) {
    return documents.trustBundles(signer, selector);
  }

  @Override
  public Optional<String> runtimeHandler(String name) {
    reads.add("RuntimeClass " + name);
    return documents.runtimeHandler(name);
  }

  @Override
  public List<Service> services(String namespace) {
    reads.add("Services " + namespace);
    return documents.services(namespace);
  }

  @Override
  public Optional<Service> apiService() {
    reads.add("Service default/kubernetes");
    return documents.apiService();
  }

  @Override
  public String token(PodToken token) {
    if (refusal != null) {
      throw new TokenRefusedException(refusal, null);
    }
    tokens.add(token);
    return "token-" + tokens.size();
  }

  @Override
  public void knowToken(PodToken token, String value) {
    known.put(token, value);
  }
}
