package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The images of a pod, each once for each policy and name that the pod gives it.
 *
 * @param entries in the order in which the pod names them; empty when the runtime has no images
 * @param plans of each container, in their order
 * @param indexes into the entries, of each container; -1 when the runtime has no images
 */
record PodImages(List<Entry> entries, List<ImagePlan> plans, List<Integer> indexes) {

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
  }

  static PodImages of(ResolvedPod pod, ContainerRuntime runtime) {
    boolean has = runtime.abilities().contains(RuntimeAbility.IMAGES);
    Map<ImageReference, ImagePlan> known = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    List<ImagePlan> plans = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    for (ResolvedContainer container : pod.containers()) {
      ImagePlan plan = known.computeIfAbsent(container.source(), runtime::image);
      Entry entry = new Entry(plan, container.spec().getImage(), container.pullPolicy());
      if (has && !entries.contains(entry)) {
        entries.add(entry);
      }
      plans.add(plan);
      indexes.add(entries.indexOf(entry));
    }
    return new PodImages(entries, plans, indexes);
  }
}
