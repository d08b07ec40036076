package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.pod.ResolvedVolume.HostPath;
import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import org.jspecify.annotations.Nullable;

/** Volumes that are paths of the host. */
final class HostPaths {

  private final NfsMounts nfs;

  HostPaths(NfsMounts nfs) {
    this.nfs = nfs;
  }

  /**
   * A path of the host.
   *
   * @param type as {@code hostPath.type} of Kubernetes, or {@link HostPath#EXISTS}
   * @param field the path's own path in the pod, for messages
   */
  static HostPath of(
      String volume,
      @Nullable String given,
      @Nullable String type,
      boolean readOnly,
      String field) {
    String path = given == null ? "" : Text.ofPod(given, field);
    if (!path.startsWith("/")) {
      throw new PodRefusedException(field, "must be an absolute path: '" + path + "'");
    }
    if (VolumePath.hasBackstep(path)) {
      throw new PodRefusedException(field, "must not contain '..': '" + path + "'");
    }
    return new HostPath(volume, "/" + VolumePath.clean(path), type == null ? "" : type, readOnly);
  }

  /**
   * A path of an NFS server, where the hosts have it.
   *
   * @throws MissingException when it is not known where that is
   */
  HostPath of(String volume, NFSVolumeSource source, String field) throws MissingException {
    HostPath export = of(volume, source.getPath(), "", false, field + ".path");
    String server = String.valueOf(source.getServer());
    String place =
        nfs.place(server, export.path())
            .orElseThrow(
                () ->
                    new MissingException(
                        "NFS "
                            + server
                            + ":"
                            + export.path()
                            + " is not mounted on the hosts, as far as the kubelet's configuration"
                            + " (volumes.nfs) says"));
    return new HostPath(volume, place, HostPath.EXISTS, Boolean.TRUE.equals(source.getReadOnly()));
  }
}
