package dev.hpk.resolve;

import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads each ConfigMap and each Secret once, for any number of pods; what is immutable is not read
 * again by the next one either. After three objects in a row that could not be read, it reads
 * nothing more: nobody waits for an API server that is away. Not for use by several threads.
 */
final class OnceReader implements ObjectReader {

  private static final int MOST_FAILURES = 3;

  private final ObjectReader source;
  private final Map<Name, Answer<ConfigMap>> configMaps = new HashMap<>();
  private final Map<Name, Answer<Secret>> secrets = new HashMap<>();
  private final Map<Name, Answer<ConfigMap>> immutableConfigMaps = new HashMap<>();
  private final Map<Name, Answer<Secret>> immutableSecrets = new HashMap<>();
  private final Map<Name, Answer<String>> bundles = new HashMap<>();
  private final Map<Name, Answer<List<String>>> bundleLists = new HashMap<>();
  private int failures;
  private @Nullable HpkException lastFailure;

  private record Name(String namespace, String name) {}

  private record Answer<T>(Optional<T> found, @Nullable HpkException failure) {
    Optional<T> get() {
      if (failure != null) {
        throw failure;
      }
      return found;
    }
  }

  OnceReader(ObjectReader source) {
    this.source = source;
  }

  /** One that reads anew, but for what cannot have changed and was asked for this time. */
  OnceReader next() {
    OnceReader next = new OnceReader(source);
    configMaps.forEach((name, answer) -> keep(next.immutableConfigMaps, name, answer));
    secrets.forEach((name, answer) -> keep(next.immutableSecrets, name, answer));
    return next;
  }

  @Override
  public Optional<ConfigMap> configMap(String namespace, String name) {
    Name key = new Name(namespace, name);
    return once(configMaps, immutableConfigMaps, key, source::configMap);
  }

  @Override
  public Optional<Secret> secret(String namespace, String name) {
    return once(secrets, immutableSecrets, new Name(namespace, name), source::secret);
  }

  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return source.claim(namespace, name);
  }

  @Override
  public Optional<PersistentVolume> volume(String name) {
    return source.volume(name);
  }

  @Override
  public Optional<String> trustBundle(String name) {
    return once(bundles, Map.of(), new Name("", name), (none, key) -> source.trustBundle(key));
  }

  @Override
  public List<String> trustBundles(String signer, LabelSelector selector) {
    Name key = new Name(signer, String.valueOf(selector));
    return once(
            bundleLists,
            Map.of(),
            key,
            (first, second) -> Optional.of(source.trustBundles(signer, selector)))
        .orElse(List.of());
  }

  @Override
  public List<Service> services(String namespace) {
    return source.services(namespace);
  }

  @Override
  public Optional<Service> apiService() {
    return source.apiService();
  }

  @Override
  public Optional<String> runtimeHandler(String name) {
    return source.runtimeHandler(name);
  }

  @Override
  public String token(PodToken token) {
    return source.token(token);
  }

  @Override
  public void knowToken(PodToken token, String value) {
    source.knowToken(token, value);
  }

  private <T> Optional<T> once(
      Map<Name, Answer<T>> answers,
      Map<Name, Answer<T>> immutable,
      Name name,
      BiFunction<String, String, Optional<T>> reader) {
    Answer<T> known = answers.getOrDefault(name, immutable.get(name));
    if (known == null) {
      known = ask(name, reader);
    }
    answers.put(name, known);
    return known.get();
  }

  private <T> Answer<T> ask(Name name, BiFunction<String, String, Optional<T>> reader) {
    if (lastFailure != null && failures >= MOST_FAILURES) {
      throw lastFailure;
    }
    try {
      Answer<T> answer = new Answer<>(reader.apply(name.namespace(), name.name()), null);
      failures = 0;
      return answer;
    } catch (HpkException e) {
      failures++;
      lastFailure = e;
      return new Answer<>(Optional.empty(), e);
    }
  }

  private static <T extends HasMetadata> void keep(
      Map<Name, Answer<T>> kept, Name name, Answer<T> answer) {
    answer.found().filter(OnceReader::isImmutable).ifPresent(found -> kept.put(name, answer));
  }

  private static boolean isImmutable(HasMetadata object) {
    return (object instanceof ConfigMap map && Boolean.TRUE.equals(map.getImmutable()))
        || (object instanceof Secret secret && Boolean.TRUE.equals(secret.getImmutable()));
  }
}
