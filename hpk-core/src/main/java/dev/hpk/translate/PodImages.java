package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.ResolvedMount;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume.Image;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The images of a pod, of its containers and of its volumes, each once for each policy and name
 * that the pod gives it.
 *
 * @param entries in the order in which the pod names them; empty when the runtime has no images
 * @param plans of each container, in their order
 * @param indexes into the entries, of each container; -1 when the runtime has no images
 * @param volumes indexes into the entries, by the names of the volumes that containers mount
 */
record PodImages(
    List<Entry> entries,
    List<ImagePlan> plans,
    List<Integer> indexes,
    Map<String, Integer> volumes) {

  /**
   * An image to be made present.
   *
   * @param name as the pod names it
   */
  record Entry(ImagePlan plan, String name, PullPolicy policy) {}

  PodImages {
    entries = List.copyOf(entries);
    plans = List.copyOf(plans);
    indexes = List.copyOf(indexes);
    volumes = Map.copyOf(volumes);
  }

  static PodImages of(ResolvedPod pod, ContainerRuntime runtime) {
    boolean has = runtime.abilities().contains(RuntimeAbility.IMAGES);
    Map<ImageReference, ImagePlan> known = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    List<ImagePlan> plans = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    for (ResolvedContainer container : pod.containers()) {
      ImagePlan plan = known.computeIfAbsent(container.source(), runtime::image);
      plans.add(plan);
      Entry entry = new Entry(plan, container.spec().getImage(), container.pullPolicy());
      indexes.add(has ? index(entries, entry) : -1);
    }
    Map<String, Integer> volumes = new LinkedHashMap<>();
    for (ResolvedContainer container : pod.containers()) {
      for (ResolvedMount mount : container.mounts()) {
        if (pod.volumes().get(mount.volume()) instanceof Image image) {
          ImagePlan plan = runtime.imageVolume(image.source());
          Entry entry = new Entry(plan, image.given(), image.pullPolicy());
          volumes.put(image.name(), index(entries, entry));
        }
      }
    }
    return new PodImages(entries, plans, indexes, volumes);
  }

  /** {@code HPK_IMAGE_VOLUMES}: pairs of container index and image index. */
  List<String> volumePairs(ResolvedPod pod) {
    List<String> pairs = new ArrayList<>();
    for (int index = 0; index < pod.containers().size(); index++) {
      for (ResolvedMount mount : pod.containers().get(index).mounts()) {
        Integer image = volumes.get(mount.volume());
        if (image != null) {
          pairs.addAll(List.of(String.valueOf(index), String.valueOf(image)));
        }
      }
    }
    return pairs;
  }

  private static int index(List<Entry> entries, Entry entry) {
    if (!entries.contains(entry)) {
      entries.add(entry);
    }
    return entries.indexOf(entry);
  }
}
