package dev.hpk.resolve;

import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the volumes that the kubelet fills should hold now, for pods that were submitted before.
 * Looks at many pods cost one read of each object that they name. Not for use by several threads.
 */
public final class VolumeContents {

  private OnceReader reader;

  VolumeContents(ObjectReader source) {
    this.reader = new OnceReader(source);
  }

  /** Begins a new look: what may have changed is read again. */
  public void begin() {
    reader = reader.next();
  }

  /** Whether the kubelet fills this volume: configMap, secret, downwardAPI, projected. */
  public static boolean isFilled(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null;
  }

  /** Whether what a volume holds may depend on what the node offers. */
  public static boolean tellsOfResources(Volume volume) {
    Stream<DownwardAPIVolumeFile> files =
        volume.getDownwardAPI() == null
            ? Stream.empty()
            : volume.getDownwardAPI().getItems().stream();
    Stream<DownwardAPIVolumeFile> projected =
        volume.getProjected() == null
            ? Stream.empty()
            : volume.getProjected().getSources().stream()
                .filter(source -> source.getDownwardAPI() != null)
                .flatMap(source -> source.getDownwardAPI().getItems().stream());
    return Stream.concat(files, projected).anyMatch(file -> file.getResourceFieldRef() != null);
  }

  /**
   * The files of a volume that the kubelet fills.
   *
   * @param index of the volume in the pod
   * @throws UnresolvedException when something that must be there is missing, or a token is refused
   * @throws dev.hpk.api.HpkException of kind {@code EXTERNAL} when the source does not answer
   */
  public List<VolumeFile> files(Pod pod, int index, Resources nodeAllocatable) {
    PodObjects objects = new PodObjects(reader, pod);
    ProjectedFiles projected =
        new ProjectedFiles(pod, objects, new ContainerResources(pod, nodeAllocatable));
    Volume volume = pod.getSpec().getVolumes().get(index);
    try {
      ResolvedVolume resolved =
          new VolumeResolver(pod, objects, projected, NfsMounts.NONE, ImageMirrors.NONE)
              .resolve(volume, "spec.volumes[" + index + "]");
      if (resolved instanceof ResolvedVolume.Files files) {
        return files.files();
      }
    } catch (MissingException e) {
      throw UnresolvedException.ofVolume(volume.getName(), e.text());
    }
    throw new IllegalArgumentException("not filled by the kubelet: volume " + volume.getName());
  }

  /**
   * Tells of the tokens in a volume that an earlier kubelet wrote, so that they are used until it
   * is time to renew them.
   *
   * @param onDisk the content of a file of the volume; null when there is none
   */
  public void knowTokens(Pod pod, Volume volume, Function<String, byte @Nullable []> onDisk) {
    if (volume.getProjected() == null) {
      return;
    }
    PodObjects objects = new PodObjects(reader, pod);
    for (VolumeProjection source : volume.getProjected().getSources()) {
      ServiceAccountTokenProjection token = source.getServiceAccountToken();
      byte[] known =
          token == null || token.getPath() == null ? null : onDisk.apply(token.getPath());
      if (token != null && known != null) {
        reader.knowToken(
            objects.podToken(ProjectedFiles.audiences(token), ProjectedFiles.seconds(token)),
            new String(known, StandardCharsets.UTF_8));
      }
    }
  }
}
