package dev.hpk.resolve;

import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.container.Word;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container with everything it names (kubelet GenerateRunContainerOptions). */
final class ContainerResolver {

  private final EnvironmentResolver environments;
  private final MountResolver mounts;
  private final ImageMirrors mirrors;

  ContainerResolver(EnvironmentResolver environments, MountResolver mounts, ImageMirrors mirrors) {
    this.environments = environments;
    this.mounts = mounts;
    this.mirrors = mirrors;
  }

  /**
   * One container.
   *
   * @param field its path in the pod, for messages
   * @param warnings takes what its owner should know
   * @throws UnresolvedException when something is missing now and may come
   */
  ResolvedContainer resolve(
      Container container, String field, Kind kind, List<ResolveWarning> warnings) {
    ImageReference image = image(container);
    PullPolicy policy =
        ImagePolicies.of(container.getImagePullPolicy(), image, field + ".imagePullPolicy");
    try {
      EnvironmentValues environment = environments.resolve(container, field, warnings);
      return new ResolvedContainer(
          container,
          field,
          kind,
          image,
          mirrors.source(image),
          policy,
          environment.variables(),
          words(container.getCommand(), environment, field + ".command"),
          words(container.getArgs(), environment, field + ".args"),
          mounts.resolve(container, field, environment));
    } catch (MissingException e) {
      throw UnresolvedException.ofContainer(container.getName(), e.text());
    }
  }

  private static ImageReference image(Container container) {
    String name = container.getImage() == null ? "" : container.getImage();
    try {
      return ImageReference.parse(name);
    } catch (IllegalArgumentException e) {
      throw UnresolvedException.ofImage(container.getName(), name);
    }
  }

  /** The words expanded; null when there are none, which leaves them to the image. */
  private static @Nullable List<Word> words(
      List<String> words, EnvironmentValues environment, String field) {
    if (words.isEmpty()) {
      return null;
    }
    List<Word> expanded = new ArrayList<>();
    for (int index = 0; index < words.size(); index++) {
      String word = Text.ofPod(words.get(index), field + "[" + index + "]");
      expanded.add(environment.expand(word).word());
    }
    return expanded;
  }
}
