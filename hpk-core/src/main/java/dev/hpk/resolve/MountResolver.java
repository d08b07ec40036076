package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.pod.ResolvedContainer.ResolvedMount;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The volume mounts of a container (kubelet makeMounts). */
final class MountResolver {

  private final Map<String, Volume> volumes;

  /**
   * @param volumes the pod's volumes by name
   */
  MountResolver(Map<String, Volume> volumes) {
    this.volumes = volumes;
  }

  List<ResolvedMount> resolve(Container container, String field, EnvironmentValues environment)
      throws MissingException {
    List<ResolvedMount> mounts = new ArrayList<>();
    int index = 0;
    for (VolumeMount mount : container.getVolumeMounts()) {
      String place = field + ".volumeMounts[" + index++ + "]";
      Volume volume = volumes.get(mount.getName());
      if (volume == null) {
        throw new PodRefusedException(
            place + ".name", "names a volume that the pod has not: '" + mount.getName() + "'");
      }
      mounts.add(
          new ResolvedMount(
              volume.getName(),
              mountPath(mount, place + ".mountPath"),
              subPath(mount, place, environment),
              Boolean.TRUE.equals(mount.getReadOnly()) || isReadOnly(volume)));
    }
    return mounts;
  }

  /** Volumes whose files the kubelet writes are read-only however they are mounted. */
  private static boolean isReadOnly(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null
        || volume.getImage() != null;
  }

  private static String mountPath(VolumeMount mount, String place) {
    String path = Text.ofPod(text(mount.getMountPath()), place);
    if (path.isEmpty()) {
      throw new PodRefusedException(place, "is missing");
    }
    if (VolumePath.hasBackstep(path)) {
      throw new PodRefusedException(place, "must not contain '..': '" + path + "'");
    }
    return "/" + VolumePath.clean(path);
  }

  private static String subPath(VolumeMount mount, String place, EnvironmentValues environment)
      throws MissingException {
    String expression = text(mount.getSubPathExpr());
    if (!expression.isEmpty()) {
      String field = place + ".subPathExpr";
      Value expanded = environment.expandPath(Text.ofPod(expression, field));
      if (expanded.secret()) {
        throw new PodRefusedException(field, "must not refer to a secret: '" + expression + "'");
      }
      String path =
          expanded
              .word()
              .text()
              .orElseThrow(
                  () ->
                      new PodRefusedException(
                          field, "must not refer to an address: '" + expression + "'"));
      String problem = problem(path);
      if (problem != null) {
        throw new MissingException("unable to provision SubPath `" + path + "`: " + problem);
      }
      return VolumePath.clean(path);
    }
    String path = Text.ofPod(text(mount.getSubPath()), place + ".subPath");
    String problem = problem(path);
    if (problem != null) {
      throw new PodRefusedException(place + ".subPath", problem + ": '" + path + "'");
    }
    return VolumePath.clean(path);
  }

  private static @Nullable String problem(String subPath) {
    if (subPath.startsWith("/")) {
      return "must not be an absolute path";
    }
    return VolumePath.hasBackstep(subPath) ? "must not contain '..'" : null;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
