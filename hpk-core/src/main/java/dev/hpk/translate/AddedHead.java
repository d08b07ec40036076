package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.pod.AddedContainer;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.disk.PodDirectory;
import dev.hpk.translate.ContainerHead.ContainerPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * The head of one container that a running pod is given: what {@link ScriptHead} says of the
 * containers that the pod had from the beginning.
 */
record AddedHead(
    AddedContainer added, TranslationContext context, PodImages images, PodMounts mounts) {

  /** Where the indexes of added containers and of their images begin: no pod has so many. */
  private static final int FIRST_INDEX = 100_000;

  /** Refuses what cannot be added. */
  static void check(AddedContainer added, ContainerRuntime runtime, Refusals refusals) {
    ResolvedContainer container = added.container();
    SupportedFields.checkContainer(
        container.spec(), container.field(), runtime.abilities(), refusals);
    if (added.target() == null) {
      return;
    }
    String field = container.field() + ".targetContainerName";
    if (!names(added.pod().pod().getSpec()).contains(added.target())) {
      refusals.add(field, "names no container of the pod: '" + added.target() + "'");
    } else if (!runtime.abilities().contains(RuntimeAbility.SHARED_PROCESSES)) {
      refusals.add(
          field,
          "needs a container runtime with the ability "
              + RuntimeAbility.SHARED_PROCESSES
              + ": "
              + added.target());
    }
  }

  /** The container's index among all of its pod. */
  int index() {
    return FIRST_INDEX + added.position();
  }

  String text(ContainerPlan plan) {
    int index = index();
    ScriptWriter script = new ScriptWriter();
    script.comment(added.container().name());
    for (PodImages.Entry image : images.entries()) {
      script
          .element("HPK_IMAGES", index, image.plan().key())
          .element("HPK_IMAGE_NAMES", index, image.name())
          .element("HPK_IMAGE_FILES", index, ImageHead.file(image.plan()))
          .element(
              "HPK_IMAGE_POLICIES",
              index,
              ImageHead.policy(image, !context.settings().pullInJob()).name());
      ImageHead.writeFunctions(script, index, image.plan());
    }
    script
        .element("HPK_CONTAINERS", index, added.container().name())
        .element("HPK_CONTAINER_KINDS", index, "ephemeral")
        .element("HPK_CONTAINER_RESTARTS", index, "Never")
        .element("HPK_CONTAINER_IMAGES", index, plan.image() < 0 ? "" : String.valueOf(index))
        .element("HPK_CONTAINER_MESSAGES", index, ContainerHead.message(plan))
        .element("HPK_CONTAINER_STREAMS", index, PodStreams.letters(added.container()))
        .element("HPK_CONTAINER_TARGETS", index, target())
        .append("HPK_HOST_PATHS", mounts.hostPaths())
        .append("HPK_SUB_PATHS", mounts.subPaths());
    ContainerHead.writeFunctions(
        script, index, plan, context.runtime(), new PodDirectory(context.podDirectory()));
    return script.assign("hpk_added", index).toString();
  }

  private String target() {
    String target = added.target();
    return target == null ? "" : String.valueOf(names(added.pod().pod().getSpec()).indexOf(target));
  }

  /** In the order of their indexes in the job script. */
  private static List<String> names(PodSpec spec) {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
        .map(Container::getName)
        .toList();
  }
}
