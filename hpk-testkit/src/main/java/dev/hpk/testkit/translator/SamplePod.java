package dev.hpk.testkit.translator;

import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.Word;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedContainer.ResolvedMount;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects a pod that is resolved already. Not for use by several threads. */
public final class SamplePod {

  /** The uid of every sample. */
  public static final String UID = "0c5e1f2a-7d3b-4c59-9a7e-1b2c3d4e5f60";

  private final PodBuilder pod;
  private final List<ResolvedContainer> containers = new ArrayList<>();
  private final Map<String, ResolvedVolume> volumes = new LinkedHashMap<>();

  public SamplePod() {
    pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web")
            .withUid(UID)
            .endMetadata()
            .withNewSpec()
            .endSpec();
  }

  /** Changes the pod itself. */
  public SamplePod with(Consumer<PodBuilder> change) {
    change.accept(pod);
    return this;
  }

  /** Adds a volume; the pod's spec is not changed. */
  public SamplePod volume(ResolvedVolume volume) {
    volumes.put(volume.name(), volume);
    return this;
  }

  /**
   * Adds a container of the image {@code busybox}.
   *
   * @param change adds to the container as it stands in the pod; its command and args are taken as
   *     expanded already, its env is not read
   */
  public SamplePod container(
      Kind kind,
      String name,
      List<EnvVariable> environment,
      List<ResolvedMount> mounts,
      Consumer<ContainerBuilder> change) {
    ContainerBuilder builder = new ContainerBuilder().withName(name).withImage("busybox");
    change.accept(builder);
    Container container = builder.build();
    ImageReference image = ImageReference.parse(container.getImage());
    long before = containers.stream().filter(each -> isInit(each.kind()) == isInit(kind)).count();
    String list = isInit(kind) ? "initContainers" : "containers";
    containers.add(
        new ResolvedContainer(
            container,
            "spec." + list + "[" + before + "]",
            kind,
            image,
            image,
            image.defaultPullPolicy(),
            environment,
            words(container.getCommand()),
            words(container.getArgs()),
            mounts));
    if (isInit(kind)) {
      pod.editSpec().addToInitContainers(container).endSpec();
    } else {
      pod.editSpec().addToContainers(container).endSpec();
    }
    return this;
  }

  /** Adds one of the pod's containers, with these words as its command. */
  public SamplePod container(String name, String... command) {
    return container(
        Kind.MAIN, name, List.of(), List.of(), container -> container.withCommand(command));
  }

  public ResolvedPod build() {
    Pod built = pod.build();
    List<ResolvedContainer> ordered = new ArrayList<>();
    containers.stream().filter(each -> isInit(each.kind())).forEach(ordered::add);
    containers.stream().filter(each -> !isInit(each.kind())).forEach(ordered::add);
    return new ResolvedPod(built, ordered, volumes);
  }

  private static @Nullable List<Word> words(List<String> texts) {
    return texts.isEmpty() ? null : texts.stream().map(Word::of).toList();
  }

  private static boolean isInit(Kind kind) {
    return kind != Kind.MAIN;
  }
}
