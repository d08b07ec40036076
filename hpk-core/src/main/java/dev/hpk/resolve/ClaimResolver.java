package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.ResolvedVolume.HostPath;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Volumes that are claims: what their PersistentVolumes are on the hosts (kubelet
 * desired_state_of_world_populator.go). The node affinity of a PersistentVolume is for the
 * scheduler that bound the pod; behind this node is a whole cluster.
 */
final class ClaimResolver {

  private final Pod pod;
  private final PodObjects objects;
  private final HostPaths paths;

  ClaimResolver(Pod pod, PodObjects objects, HostPaths paths) {
    this.pod = pod;
    this.objects = objects;
    this.paths = paths;
  }

  /**
   * A volume with a claim of the pod's namespace.
   *
   * @param field its path in the pod, for messages
   * @throws UnresolvedException while the claim is not there or not bound
   */
  ResolvedVolume resolve(String volume, String claimName, boolean readOnly, String field)
      throws MissingException {
    return resolve(volume, claim(volume, claimName), readOnly, field);
  }

  /** A volume with a claim made for this pod alone, named after both (generic ephemeral). */
  ResolvedVolume ephemeral(String volume, String field) throws MissingException {
    String name = pod.getMetadata().getName() + "-" + volume;
    PersistentVolumeClaim claim = claim(volume, name);
    boolean own =
        claim.getMetadata().getOwnerReferences().stream()
            .anyMatch(
                owner ->
                    Boolean.TRUE.equals(owner.getController())
                        && pod.getMetadata().getUid().equals(owner.getUid()));
    if (!own) {
      throw waits(
          volume,
          name,
          "PVC %s/%s was not created for pod %s/%s (pod is not owner)"
              .formatted(
                  objects.namespace(), name, objects.namespace(), pod.getMetadata().getName()));
    }
    return resolve(volume, claim, false, field);
  }

  private PersistentVolumeClaim claim(String volume, String name) {
    return objects
        .claim(name)
        .orElseThrow(
            () ->
                waits(
                    volume,
                    name,
                    "failed to fetch PVC from API server: persistentvolumeclaims \"%s\" not found"
                        .formatted(name)));
  }

  private ResolvedVolume resolve(
      String volume, PersistentVolumeClaim claim, boolean readOnly, String field)
      throws MissingException {
    String name = claim.getMetadata().getName();
    if (claim.getMetadata().getDeletionTimestamp() != null) {
      throw waits(volume, name, "PVC is being deleted");
    }
    String bound = claim.getSpec().getVolumeName();
    boolean isBound = claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    if (!isBound || bound == null || bound.isEmpty()) {
      throw waits(volume, name, "PVC is not bound");
    }
    PersistentVolume persistent =
        objects
            .volume(bound)
            .orElseThrow(
                () ->
                    waits(
                        volume,
                        name,
                        "failed to fetch PV %s from API server: persistentvolumes \"%s\" not found"
                            .formatted(bound, bound)));
    ObjectReference reference = persistent.getSpec().getClaimRef();
    String uid = reference == null ? null : reference.getUid();
    if (!String.valueOf(claim.getMetadata().getUid()).equals(uid)) {
      throw waits(
          volume,
          name,
          "found PV object %s but its pv.Spec.ClaimRef.UID %s does not point to pvc.UID %s"
              .formatted(bound, uid, claim.getMetadata().getUid()));
    }
    HostPath path = path(volume, persistent, field);
    return new HostPath(volume, path.path(), path.type(), path.readOnly() || readOnly);
  }

  private HostPath path(String volume, PersistentVolume persistent, String field)
      throws MissingException {
    PersistentVolumeSpec spec = persistent.getSpec();
    String name = persistent.getMetadata().getName();
    if ("Block".equals(spec.getVolumeMode())) {
      throw new PodRefusedException(
          field, "is bound to PersistentVolume " + name + ", which is a block device");
    }
    String source = field + " (PersistentVolume " + name + ")";
    if (spec.getHostPath() != null) {
      return HostPaths.of(
          volume, spec.getHostPath().getPath(), spec.getHostPath().getType(), false, source);
    }
    if (spec.getLocal() != null) {
      return HostPaths.of(volume, spec.getLocal().getPath(), HostPath.EXISTS, false, source);
    }
    if (spec.getNfs() != null) {
      return paths.of(volume, spec.getNfs(), source);
    }
    throw new PodRefusedException(
        field,
        "is bound to PersistentVolume " + name + ", which is neither local, hostPath nor nfs");
  }

  private UnresolvedException waits(String volume, String claim, String why) {
    return UnresolvedException.ofClaim(
        volume, "error processing PVC %s/%s: %s".formatted(objects.namespace(), claim, why));
  }
}
