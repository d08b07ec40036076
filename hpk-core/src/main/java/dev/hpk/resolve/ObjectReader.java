package dev.hpk.resolve;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;

/**
 * Reads what pods name. Called by {@link PodResolver} on any worker thread, by several at once.
 *
 * <p>Every method throws {@link dev.hpk.api.HpkException} of kind {@code EXTERNAL} when the source
 * does not answer. What is not there is no error.
 */
public interface ObjectReader {

  Optional<ConfigMap> configMap(String namespace, String name);

  Optional<Secret> secret(String namespace, String name);

  Optional<PersistentVolumeClaim> claim(String namespace, String name);

  Optional<PersistentVolume> volume(String name);

  /** The certificates of the ClusterTrustBundle of this name, as PEM. */
  Optional<String> trustBundle(String name);

  /** The certificates of each ClusterTrustBundle of a signer with these labels, as PEM. */
  List<String> trustBundles(String signer, LabelSelector selector);

  /** The handler that the RuntimeClass of this name names; empty when there is no such class. */
  Optional<String> runtimeHandler(String name);

  /** All Services of a namespace, in any order. */
  List<Service> services(String namespace);

  /** The Service {@code kubernetes} of the namespace {@code default}. */
  Optional<Service> apiService();

  /**
   * A token of the pod's service account: a new one, or the one given before while it has a fifth
   * of its life before it.
   *
   * @throws TokenRefusedException when it is refused, such as for a service account that is missing
   */
  String token(PodToken token);

  /** Tells of a token that was given before, by a reader that is no more. */
  default void knowToken(PodToken token, String value) {}
}
