package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.pod.ResolvedVolume.Image;
import io.fabric8.kubernetes.api.model.ImageVolumeSource;

/** Volumes that are images. */
final class ImageVolumes {

  private final ImageMirrors mirrors;

  ImageVolumes(ImageMirrors mirrors) {
    this.mirrors = mirrors;
  }

  /**
   * One volume.
   *
   * @param field its path in the pod, for messages
   * @throws UnresolvedException when its image has no valid name
   */
  Image resolve(String volume, ImageVolumeSource source, String field) {
    String name = source.getReference() == null ? "" : source.getReference();
    if (name.isEmpty()) {
      throw new PodRefusedException(field + ".reference", "is missing");
    }
    try {
      ImageReference image = ImageReference.parse(name);
      PullPolicy policy = ImagePolicies.of(source.getPullPolicy(), image, field + ".pullPolicy");
      return new Image(volume, name, mirrors.source(image), policy);
    } catch (IllegalArgumentException e) {
      throw UnresolvedException.ofImage(null, name);
    }
  }
}
