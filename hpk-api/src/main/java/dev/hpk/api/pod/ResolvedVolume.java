package dev.hpk.api.pod;

import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.job.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A volume of a pod with its data already read. */
public sealed interface ResolvedVolume {

  /** The volume's name in the pod. */
  String name();

  /**
   * Files that the kubelet writes: configMap, secret, downwardAPI, projected.
   *
   * @param files relative paths in the volume, each once
   */
  record Files(String name, List<VolumeFile> files) implements ResolvedVolume {
    public Files {
      files = List.copyOf(files);
    }
  }

  /**
   * An empty directory that lives as long as the pod.
   *
   * @param memory whether it lies in memory ({@code medium: Memory})
   * @param sizeLimitBytes null when it has no limit
   */
  record EmptyDirectory(String name, boolean memory, @Nullable Long sizeLimitBytes)
      implements ResolvedVolume {}

  /**
   * A path of the host, named by the pod or by what its claim is bound to.
   *
   * @param path absolute
   * @param type as {@code hostPath.type} of Kubernetes, or {@link #EXISTS}; "" means unchecked
   * @param readOnly whether no container may write to it, however it is mounted
   */
  record HostPath(String name, String path, String type, boolean readOnly)
      implements ResolvedVolume {

    /** A type that Kubernetes has not: whatever it is, it must be there. */
    public static final String EXISTS = "Exists";

    public HostPath(String name, String path, String type) {
      this(name, path, type, false);
    }
  }

  /**
   * An image.
   *
   * @param given as it stands in the pod
   * @param source where it is fetched from: the image itself, or the site's mirror of it
   * @param pullPolicy when it is fetched
   */
  record Image(String name, String given, ImageReference source, PullPolicy pullPolicy)
      implements ResolvedVolume {}

  /**
   * A file of a volume.
   *
   * @param path relative to the volume, without {@code ..}
   * @param content its bytes
   * @param mode permission bits such as 0644
   */
  record VolumeFile(String path, Content content, int mode) {
    public VolumeFile {
      if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
        throw new IllegalArgumentException("path leaves the volume: " + path);
      }
    }
  }
}
