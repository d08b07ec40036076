package dev.hpk.report;

import dev.hpk.api.container.ImageReference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountStatus;
import io.fabric8.kubernetes.api.model.VolumeMountStatusBuilder;
import java.util.List;

/**
 * What a status says of a container once it was started, beside its state. Pure.
 *
 * @param container as the pod has it
 * @param id {@code <runtime>://<pod uid>-<name>-<attempt>}, unique and readable
 * @param volumes of the pod
 */
record ContainerDetail(Container container, String id, List<Volume> volumes) {

  static ContainerDetail of(PodObservation observation, Container container, int attempt) {
    return new ContainerDetail(
        container,
        id(observation, container.getName(), attempt),
        observation.pod().getSpec().getVolumes());
  }

  static String id(PodObservation observation, String container, int attempt) {
    return "%s://%s-%s-%d"
        .formatted(
            observation.runtime(), observation.pod().getMetadata().getUid(), container, attempt);
  }

  ContainerStatusBuilder addTo(ContainerStatusBuilder status) {
    status.withContainerID(id).withImageID(imageId(container.getImage()));
    ResourceRequirements resources = container.getResources();
    if (resources != null
        && !(resources.getRequests().isEmpty() && resources.getLimits().isEmpty())) {
      status.withResources(resources).withAllocatedResources(resources.getRequests());
    }
    return status.withVolumeMounts(container.getVolumeMounts().stream().map(this::mount).toList());
  }

  /** The full name: with the digest where the pod gives one, the only time that it is known. */
  private static String imageId(String image) {
    try {
      return ImageReference.parse(image).toString();
    } catch (IllegalArgumentException e) {
      return image;
    }
  }

  /** Below a path of the host more may be mounted, and stays as it is. */
  private String recursive(VolumeMount mount) {
    String wanted = mount.getRecursiveReadOnly();
    boolean possible =
        volumes.stream()
            .filter(volume -> mount.getName().equals(volume.getName()))
            .noneMatch(
                volume ->
                    volume.getHostPath() != null
                        || volume.getNfs() != null
                        || volume.getPersistentVolumeClaim() != null
                        || volume.getEphemeral() != null);
    return possible && ("Enabled".equals(wanted) || "IfPossible".equals(wanted))
        ? "Enabled"
        : "Disabled";
  }

  private VolumeMountStatus mount(VolumeMount mount) {
    boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly());
    return new VolumeMountStatusBuilder()
        .withName(mount.getName())
        .withMountPath(mount.getMountPath())
        .withReadOnly(readOnly ? true : null)
        .withRecursiveReadOnly(readOnly ? recursive(mount) : null)
        .build();
  }
}
