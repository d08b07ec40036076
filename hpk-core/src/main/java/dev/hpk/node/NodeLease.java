package dev.hpk.node;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node's lease, by which the control plane knows that this kubelet lives (client-go
 * component-helpers lease controller). For one thread at a time.
 */
final class NodeLease {

  static final String NAMESPACE = "kube-node-lease";

  private static final int TRIES = 5;

  private final KubernetesClient client;
  private final NodeSettings settings;
  private final Clock clock;

  /** As last written: renewing it then takes one call. */
  private @Nullable Lease known;

  NodeLease(KubernetesClient client, NodeSettings settings, Clock clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Renews the lease, making it when there is none.
   *
   * @param nodeUid the node that owns it: with the node, the lease goes
   */
  void renew(String nodeUid) {
    for (int tries = 1; ; tries++) {
      try {
        Lease lease = known == null ? resource().get() : known;
        known = lease == null ? create(nodeUid) : update(lease, nodeUid);
        return;
      } catch (KubernetesClientException e) {
        known = null;
        boolean changedByOthers =
            e.getCode() == HttpURLConnection.HTTP_CONFLICT
                || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
        if (!changedByOthers || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private Lease create(String nodeUid) {
    return client
        .leases()
        .inNamespace(NAMESPACE)
        .resource(
            lease(
                new LeaseBuilder()
                    .withNewMetadata()
                    .withName(settings.name())
                    .withNamespace(NAMESPACE)
                    .endMetadata()
                    .build(),
                nodeUid))
        .create();
  }

  private Lease update(Lease lease, String nodeUid) {
    return client.leases().inNamespace(NAMESPACE).resource(lease(lease, nodeUid)).update();
  }

  private Lease lease(Lease lease, String nodeUid) {
    OwnerReference owner =
        new OwnerReferenceBuilder()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(settings.name())
            .withUid(nodeUid)
            .build();
    return new LeaseBuilder(lease)
        .editMetadata()
        .withOwnerReferences(List.of(owner))
        .endMetadata()
        .editOrNewSpec()
        .withHolderIdentity(settings.name())
        .withLeaseDurationSeconds((int) settings.leaseDuration().toSeconds())
        .withRenewTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  private Resource<Lease> resource() {
    return client.leases().inNamespace(NAMESPACE).withName(settings.name());
  }
}
