package dev.hpk.resolve;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the API server: one GET by name for each ConfigMap and Secret, one LIST of a namespace
 * for its Services. What was found is remembered for a moment, so that many pods at once cost few
 * calls; what was not found is not remembered. Tokens are kept while they are good. Nothing is
 * watched. Safe for use by several threads.
 */
public final class ClusterReader implements ObjectReader {

  /** How long an answer is good: short, for a pod made after its ConfigMap must see that one. */
  public static final Duration FRESHNESS = Duration.ofSeconds(1);

  private static final long LARGEST_CACHE = 1000;

  private final KubernetesClient client;
  private final Cache<Name, Optional<ConfigMap>> configMaps;
  private final Cache<Name, Optional<Secret>> secrets;
  private final Cache<Name, Optional<Service>> services;
  private final Cache<Name, Optional<RuntimeClass>> runtimeClasses;
  private final Cache<String, List<Service>> serviceLists;
  private final TokenKeeper tokens;

  private record Name(String namespace, String name) {}

  /** Reads with the client's own rights and time limits. The client stays the caller's. */
  public ClusterReader(KubernetesClient client, Clock clock) {
    this(client, FRESHNESS, Ticker.systemTicker(), clock);
  }

  ClusterReader(KubernetesClient client, Duration freshness, Ticker ticker, Clock clock) {
    this.client = client;
    this.configMaps = cache(freshness, ticker);
    this.secrets = cache(freshness, ticker);
    this.services = cache(freshness, ticker);
    this.runtimeClasses = cache(freshness, ticker);
    this.serviceLists = cache(freshness, ticker);
    this.tokens =
        new TokenKeeper(
            new TokenRequester(client, clock)::token,
            clock,
            () -> ThreadLocalRandom.current().nextDouble());
  }

  @Override
  public Optional<ConfigMap> configMap(String namespace, String name) {
    return one(
        configMaps,
        new Name(namespace, name),
        "ConfigMap",
        () -> client.configMaps().inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<Secret> secret(String namespace, String name) {
    return one(
        secrets,
        new Name(namespace, name),
        "Secret",
        () -> client.secrets().inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<String> runtimeHandler(String name) {
    return one(
            runtimeClasses,
            new Name("", name),
            "RuntimeClass",
            () -> client.resources(RuntimeClass.class).withName(name).get())
        .map(RuntimeClass::getHandler);
  }

  /** Never remembered: pods that wait for one are to see at once that it is bound. */
  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return asked(
        "PersistentVolumeClaim " + namespace + "/" + name,
        () -> client.persistentVolumeClaims().inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<PersistentVolume> volume(String name) {
    return asked("PersistentVolume " + name, () -> client.persistentVolumes().withName(name).get());
  }

  @Override
  public Optional<String> trustBundle(String name) {
    return asked("ClusterTrustBundle " + name, () -> new TrustBundleReader(client).named(name));
  }

  @Override
  public List<String> trustBundles(String signer, LabelSelector selector) {
    return asked(
            "ClusterTrustBundles of " + signer,
            () -> new TrustBundleReader(client).of(signer, selector))
        .orElse(List.of());
  }

  @Override
  public List<Service> services(String namespace) {
    return cached(
        serviceLists,
        namespace,
        "Services of namespace " + namespace,
        () -> List.copyOf(client.services().inNamespace(namespace).list().getItems()));
  }

  @Override
  public Optional<Service> apiService() {
    return one(
        services,
        new Name("default", "kubernetes"),
        "Service",
        () -> client.services().inNamespace("default").withName("kubernetes").get());
  }

  @Override
  public String token(PodToken token) {
    return tokens.token(token);
  }

  @Override
  public void knowToken(PodToken token, String value) {
    tokens.know(token, value);
  }

  private static <T> Optional<T> asked(String what, Supplier<@Nullable T> source) {
    try {
      return Optional.ofNullable(source.get());
    } catch (KubernetesClientException e) {
      throw failure(what, e);
    }
  }

  private static <T> Optional<T> one(
      Cache<Name, Optional<T>> cache, Name name, String kind, Supplier<@Nullable T> source) {
    Optional<T> found =
        cached(
            cache,
            name,
            kind + " " + name.namespace() + "/" + name.name(),
            () -> Optional.ofNullable(source.get()));
    if (found.isEmpty()) {
      cache.invalidate(name);
    }
    return found;
  }

  private static <K, V> V cached(Cache<K, V> cache, K key, String what, Supplier<V> source) {
    try {
      return cache.get(key, source::get);
    } catch (UncheckedExecutionException | ExecutionException e) {
      throw failure(what, e.getCause());
    }
  }

  private static HpkException failure(String what, @Nullable Throwable cause) {
    String message = cause == null ? "no reason was given" : String.valueOf(cause.getMessage());
    return new HpkException(
        HpkException.Kind.EXTERNAL, what + " cannot be read: " + message, cause);
  }

  private static <K, V> Cache<K, V> cache(Duration freshness, Ticker ticker) {
    return CacheBuilder.newBuilder()
        .expireAfterWrite(freshness)
        .maximumSize(LARGEST_CACHE)
        .ticker(ticker)
        .build();
  }
}
