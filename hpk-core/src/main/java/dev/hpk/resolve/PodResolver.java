package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.AddedContainer;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.ResolvedVolume.Files;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads everything that a pod names. Each call reads anew, within what the {@link ObjectReader}
 * remembers. Safe for use by several threads.
 */
public final class PodResolver {

  private final ObjectReader reader;
  private final ImageMirrors mirrors;
  private final NfsMounts nfs;

  /** For pods of a cluster whose hosts have no NFS mounted. */
  public PodResolver(ObjectReader reader, ImageMirrors mirrors) {
    this(reader, mirrors, NfsMounts.NONE);
  }

  public PodResolver(ObjectReader reader, ImageMirrors mirrors, NfsMounts nfs) {
    this.reader = reader;
    this.mirrors = mirrors;
    this.nfs = nfs;
  }

  /**
   * The pod with everything it names.
   *
   * @param pod as the API server has it: with uid, and with the API server's defaults
   * @param nodeAllocatable what a container without limits may use: downward API {@code
   *     limits.cpu}, {@code limits.memory}
   * @throws UnresolvedException when something is missing now and may come
   * @throws PodRefusedException when the pod can never work
   * @throws dev.hpk.api.HpkException of kind {@code EXTERNAL} when the source does not answer
   */
  public ResolveResult resolve(Pod pod, Resources nodeAllocatable) {
    PodObjects objects = new PodObjects(reader, pod);
    ContainerResources resources = new ContainerResources(pod, nodeAllocatable);
    Map<String, Volume> volumes = volumesByName(pod);
    ContainerResolver containers =
        new ContainerResolver(
            new EnvironmentResolver(pod, objects, resources), new MountResolver(volumes), mirrors);
    VolumeResolver data =
        new VolumeResolver(pod, objects, new ProjectedFiles(pod, objects, resources), nfs, mirrors);

    Map<String, ResolvedVolume> resolvedVolumes = new LinkedHashMap<>();
    List<ResolveWarning> warnings = new ArrayList<>();
    resolveVolumes(pod, false, data, resolvedVolumes);
    List<ResolvedContainer> resolvedContainers = resolveContainers(pod, containers, warnings);
    // Last: nothing else can make a pod wait once a token was made for it.
    resolveVolumes(pod, true, data, resolvedVolumes);
    return new ResolveResult(new ResolvedPod(pod, resolvedContainers, resolvedVolumes), warnings);
  }

  /** What volumes of submitted pods should hold, read from the same source. */
  public VolumeContents contents() {
    return new VolumeContents(reader);
  }

  /**
   * An ephemeral container with everything it names.
   *
   * @param position in {@code spec.ephemeralContainers}
   * @throws UnresolvedException as {@link #resolve}
   */
  public AddedResult resolveAdded(Pod pod, int position, Resources nodeAllocatable) {
    PodObjects objects = new PodObjects(reader, pod);
    ContainerResources resources = new ContainerResources(pod, nodeAllocatable);
    ContainerResolver containers =
        new ContainerResolver(
            new EnvironmentResolver(pod, objects, resources),
            new MountResolver(volumesByName(pod)),
            mirrors);
    VolumeResolver data =
        new VolumeResolver(pod, objects, new ProjectedFiles(pod, objects, resources), nfs, mirrors);
    EphemeralContainer ephemeral = pod.getSpec().getEphemeralContainers().get(position);
    Container container = EphemeralSpecs.of(ephemeral);
    List<ResolveWarning> warnings = new ArrayList<>();
    ResolvedContainer resolved =
        containers.resolve(
            container, "spec.ephemeralContainers[" + position + "]", Kind.EPHEMERAL, warnings);
    Map<String, ResolvedVolume> volumes = new LinkedHashMap<>();
    int index = 0;
    for (Volume volume : pod.getSpec().getVolumes()) {
      String field = "spec.volumes[" + index++ + "]";
      String name = volume.getName();
      if (resolved.mounts().stream().anyMatch(mount -> mount.volume().equals(name))) {
        volumes.put(
            name, written(volume) ? new Files(name, List.of()) : resolve(data, volume, field));
      }
    }
    String target = ephemeral.getTargetContainerName();
    return new AddedResult(
        new AddedContainer(
            new ResolvedPod(pod, List.of(resolved), volumes),
            position,
            target == null || target.isEmpty() ? null : target),
        warnings);
  }

  /** Whether the kubelet wrote the volume's files when it submitted the pod. */
  private static boolean written(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null;
  }

  private static ResolvedVolume resolve(VolumeResolver data, Volume volume, String field) {
    try {
      return data.resolve(volume, field);
    } catch (MissingException e) {
      throw UnresolvedException.ofVolume(volume.getName(), e.text());
    }
  }

  private static Map<String, Volume> volumesByName(Pod pod) {
    Map<String, Volume> volumes = new LinkedHashMap<>();
    int index = 0;
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volumes.put(volume.getName(), volume) != null) {
        throw new PodRefusedException(
            "spec.volumes[" + index + "].name", "is there twice: '" + volume.getName() + "'");
      }
      index++;
    }
    return volumes;
  }

  private static void resolveVolumes(
      Pod pod, boolean withToken, VolumeResolver data, Map<String, ResolvedVolume> resolved) {
    int index = 0;
    for (Volume volume : pod.getSpec().getVolumes()) {
      String field = "spec.volumes[" + index++ + "]";
      if (hasToken(volume) == withToken) {
        resolved.put(volume.getName(), resolve(data, volume, field));
      }
    }
  }

  private static boolean hasToken(Volume volume) {
    return volume.getProjected() != null
        && volume.getProjected().getSources().stream()
            .anyMatch(source -> source.getServiceAccountToken() != null);
  }

  private static List<ResolvedContainer> resolveContainers(
      Pod pod, ContainerResolver containers, List<ResolveWarning> warnings) {
    List<ResolvedContainer> resolved = new ArrayList<>();
    int index = 0;
    for (Container container : pod.getSpec().getInitContainers()) {
      Kind kind = "Always".equals(container.getRestartPolicy()) ? Kind.SIDECAR : Kind.INIT;
      resolved.add(
          containers.resolve(container, "spec.initContainers[" + index++ + "]", kind, warnings));
    }
    index = 0;
    for (Container container : pod.getSpec().getContainers()) {
      resolved.add(
          containers.resolve(container, "spec.containers[" + index++ + "]", Kind.MAIN, warnings));
    }
    return resolved;
  }
}
