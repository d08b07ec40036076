package dev.hpk.node;

import static java.util.Objects.requireNonNull;

import dev.hpk.api.job.Capacity;
import dev.hpk.report.EventReason;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.PodEvent;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node object and its lease: registers the node or adopts the one that is there, posts
 * its status when it changed and now and then without, renews the lease, and makes both anew when
 * somebody deleted them. A failed call is tried again with a back-off; nothing is ever thrown.
 *
 * <p>All calls block the executor's thread while the API server answers. Two threads are best: then
 * a slow status never delays the lease.
 */
public final class NodeController implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeController.class);

  private final KubernetesClient client;
  private final NodeSettings settings;
  private final Supplier<String> runtimeVersion;
  private final Supplier<@Nullable Capacity> capacity;
  private final NodeHealth health;
  private final EventRecorder events;
  private final Clock clock;
  private final NodeTemplate template;
  private final NodePatch patches;
  private final NodeLease lease;
  private final Heartbeat statusBeat;
  private final Heartbeat leaseBeat;

  private volatile @Nullable String uid;
  private volatile @Nullable Node node;
  private @Nullable String serverVersion;
  private @Nullable Instant posted;
  private @Nullable Boolean ready;

  /**
   * @param runtimeVersion as in {@code ContainerRuntime.version()}
   * @param capacity the newest that is known, without waiting for the batch system; null while that
   *     never answered
   * @param health what is wrong at the moment
   * @param events takes the node's events
   * @param executor the caller's to shut down, after this controller was closed
   */
  public NodeController(
      KubernetesClient client,
      NodeSettings settings,
      NodeFacts facts,
      Supplier<String> runtimeVersion,
      Supplier<@Nullable Capacity> capacity,
      NodeHealth health,
      EventRecorder events,
      Clock clock,
      ScheduledExecutorService executor) {
    this.client = client;
    this.settings = settings;
    this.runtimeVersion = runtimeVersion;
    this.capacity = capacity;
    this.health = health;
    this.events = events;
    this.clock = clock;
    this.template = new NodeTemplate(settings, facts);
    this.patches = new NodePatch(client.getKubernetesSerialization());
    this.lease = new NodeLease(client, settings, clock);
    this.statusBeat =
        new Heartbeat(
            "post the status of node " + settings.name(),
            this::postStatus,
            settings.statusInterval(),
            settings,
            executor);
    this.leaseBeat =
        new Heartbeat(
            "renew the lease of node " + settings.name(),
            this::renewLease,
            settings.leaseInterval(),
            settings,
            executor);
  }

  /** Begins; returns at once. */
  public void start() {
    events.recordNode(PodEvent.normal(EventReason.STARTING, "Starting kubelet."));
    statusBeat.now();
  }

  /** Whether the API server has taken the node at least once. Any thread. */
  public boolean isRegistered() {
    return uid != null;
  }

  /**
   * The node as the API server has it, with the labels and taints that others gave it. Any thread.
   *
   * @param fresh whether the API server is asked now
   * @return null when the API server does not have it, or was never asked
   */
  public @Nullable Node node(boolean fresh) {
    if (fresh) {
      node = resource().get();
    }
    return node;
  }

  /** Looks at the status soon, such as after a change of health. Any thread; returns at once. */
  public void refresh() {
    statusBeat.now();
  }

  /**
   * Stops. As with a kubelet that ends, the node stays as it is and its lease runs out: the control
   * plane then calls it unknown, and a kubelet that comes back in time finds everything in place.
   */
  @Override
  public void close() {
    statusBeat.close();
    leaseBeat.close();
  }

  private void postStatus() {
    try {
      Node present = resource().get();
      Instant now = clock.instant();
      Node wanted = template.node(state(), present == null ? null : present.getStatus(), now);
      Node taken = present == null ? create(wanted, now) : patch(present, wanted, now);
      node = taken;
      boolean isNew = !taken.getMetadata().getUid().equals(uid);
      uid = taken.getMetadata().getUid();
      if (isNew) {
        leaseBeat.now();
      }
      tellReady(wanted);
    } catch (RuntimeException e) {
      // It may come back as another version.
      serverVersion = null;
      throw e;
    }
  }

  private NodeState state() {
    if (serverVersion == null) {
      String version = client.getKubernetesVersion().getGitVersion();
      serverVersion = version == null ? "" : version;
    }
    return new NodeState(capacity.get(), health.problems(), runtimeVersion.get(), serverVersion);
  }

  private Node create(Node wanted, Instant now) {
    Node created = client.nodes().resource(patches.forCreation(wanted)).create();
    posted = now;
    LOG.atInfo().addKeyValue("node", settings.name()).log("registered the node");
    return created;
  }

  private Node patch(Node present, Node wanted, Instant now) {
    boolean due = posted == null || !now.isBefore(posted.plus(settings.reportInterval()));
    NodePatch.Changes changes = patches.between(present, wanted, due);
    if (changes == null) {
      return present;
    }
    Node patched =
        client
            .nodes()
            .resource(present)
            .subresource("status")
            .patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                client
                    .getKubernetesSerialization()
                    .asJson(Map.of("metadata", changes.metadata(), "status", changes.status())));
    if (patched == null) {
      throw new KubernetesClientException(
          "node " + settings.name() + " went away", HttpURLConnection.HTTP_NOT_FOUND, null);
    }
    posted = now;
    return patched;
  }

  private void renewLease() {
    lease.renew(requireNonNull(uid, "uid is null"));
  }

  private void tellReady(Node wanted) {
    boolean isReady =
        wanted.getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals(NodeConditions.READY))
            .anyMatch(condition -> condition.getStatus().equals("True"));
    if (Boolean.valueOf(isReady).equals(ready)) {
      return;
    }
    ready = isReady;
    String reason = isReady ? EventReason.NODE_READY : EventReason.NODE_NOT_READY;
    events.recordNode(
        PodEvent.normal(reason, "Node " + settings.name() + " status is now: " + reason));
  }

  private Resource<Node> resource() {
    return client.nodes().withName(settings.name());
  }
}
