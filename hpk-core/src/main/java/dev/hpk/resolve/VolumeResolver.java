package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.ResolvedVolume.EmptyDirectory;
import dev.hpk.api.pod.ResolvedVolume.Files;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The volumes of a pod with their data (kubelet pkg/volume). */
final class VolumeResolver {

  private final PodObjects objects;
  private final ProjectedFiles projected;
  private final HostPaths paths;
  private final ClaimResolver claims;
  private final ImageVolumes images;

  VolumeResolver(
      Pod pod, PodObjects objects, ProjectedFiles projected, NfsMounts nfs, ImageMirrors mirrors) {
    this.objects = objects;
    this.projected = projected;
    this.paths = new HostPaths(nfs);
    this.images = new ImageVolumes(mirrors);
    this.claims = new ClaimResolver(pod, objects, paths);
  }

  /**
   * One volume.
   *
   * @param field its path in the pod, for messages
   */
  ResolvedVolume resolve(Volume volume, String field) throws MissingException {
    String name = volume.getName();
    if (volume.getEmptyDir() != null) {
      return emptyDirectory(name, volume.getEmptyDir(), field + ".emptyDir");
    }
    if (volume.getConfigMap() != null) {
      return configMap(name, volume.getConfigMap(), field + ".configMap");
    }
    if (volume.getSecret() != null) {
      return secret(name, volume.getSecret(), field + ".secret");
    }
    if (volume.getHostPath() != null) {
      HostPathVolumeSource path = volume.getHostPath();
      return HostPaths.of(name, path.getPath(), path.getType(), false, field + ".hostPath.path");
    }
    if (volume.getDownwardAPI() != null) {
      VolumeFiles files =
          new VolumeFiles(
              volume.getDownwardAPI().getDefaultMode(), field + ".downwardAPI.defaultMode");
      projected.addFields(volume.getDownwardAPI().getItems(), files, field + ".downwardAPI");
      return new Files(name, files.files());
    }
    if (volume.getProjected() != null) {
      return new Files(name, projected.files(volume.getProjected(), field + ".projected"));
    }
    if (volume.getNfs() != null) {
      return paths.of(name, volume.getNfs(), field + ".nfs");
    }
    if (volume.getPersistentVolumeClaim() != null) {
      return claims.resolve(
          name,
          String.valueOf(volume.getPersistentVolumeClaim().getClaimName()),
          Boolean.TRUE.equals(volume.getPersistentVolumeClaim().getReadOnly()),
          field + ".persistentVolumeClaim");
    }
    if (volume.getImage() != null) {
      return images.resolve(name, volume.getImage(), field + ".image");
    }
    if (volume.getEphemeral() != null) {
      return claims.ephemeral(name, field + ".ephemeral");
    }
    throw new PodRefusedException(field, "is a volume of a kind that is not supported: " + name);
  }

  private static ResolvedVolume emptyDirectory(
      String name, EmptyDirVolumeSource source, String field) {
    String medium = source.getMedium() == null ? "" : source.getMedium();
    if (!medium.isEmpty() && !medium.equals("Memory")) {
      throw new PodRefusedException(field + ".medium", "is not supported: '" + medium + "'");
    }
    return new EmptyDirectory(
        name, medium.equals("Memory"), bytes(source.getSizeLimit(), field + ".sizeLimit"));
  }

  private static @Nullable Long bytes(@Nullable Quantity quantity, String field) {
    if (quantity == null) {
      return null;
    }
    try {
      long bytes = Quantity.getAmountInBytes(quantity).longValueExact();
      return bytes == 0 ? null : bytes;
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new PodRefusedException(field, "is no number of bytes: '" + quantity + "'");
    }
  }

  private ResolvedVolume configMap(String name, ConfigMapVolumeSource source, String field)
      throws MissingException {
    VolumeFiles files = new VolumeFiles(source.getDefaultMode(), field + ".defaultMode");
    Optional<ConfigMap> configMap = objects.configMap(source.getName(), source.getOptional());
    files.addAll(
        configMap.isPresent() ? objects.files(configMap.get()) : Map.of(),
        source.getItems(),
        source.getOptional(),
        ProjectedFiles.MISSING_CONFIG_KEY,
        field);
    return new Files(name, files.files());
  }

  private ResolvedVolume secret(String name, SecretVolumeSource source, String field)
      throws MissingException {
    VolumeFiles files = new VolumeFiles(source.getDefaultMode(), field + ".defaultMode");
    files.addAll(
        objects.secret(source.getSecretName(), source.getOptional()).orElse(Map.of()),
        source.getItems(),
        source.getOptional(),
        ProjectedFiles.MISSING_SECRET_KEY,
        field);
    return new Files(name, files.files());
  }
}
