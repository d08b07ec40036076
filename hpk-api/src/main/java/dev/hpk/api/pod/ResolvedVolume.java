package dev.hpk.api.pod;

import java.util.Arrays;
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
   * A path of the host.
   *
   * @param path absolute
   * @param type as {@code hostPath.type} of Kubernetes; "" means unchecked
   */
  record HostPath(String name, String path, String type) implements ResolvedVolume {}

  /**
   * A file of a volume.
   *
   * @param path relative to the volume, without {@code ..}
   * @param content its bytes; may be secret
   * @param mode permission bits such as 0644
   */
  record VolumeFile(String path, byte[] content, int mode) {
    public VolumeFile {
      if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
        throw new IllegalArgumentException("path leaves the volume: " + path);
      }
      content = content.clone();
    }

    @Override
    public byte[] content() {
      return content.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof VolumeFile file
          && path.equals(file.path)
          && mode == file.mode
          && Arrays.equals(content, file.content);
    }

    @Override
    public int hashCode() {
      return path.hashCode() * 31 + Arrays.hashCode(content);
    }

    /** Without the content: it may be secret. */
    @Override
    public String toString() {
      return String.format("VolumeFile[%s, %04o, %d bytes]", path, mode, content.length);
    }
  }
}
