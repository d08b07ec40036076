package dev.hpk.api.container;

import org.jspecify.annotations.Nullable;

/**
 * A file or directory of the host, or an image, that appears in a container.
 *
 * @param source its path on the host, absolute; of an image its file, or its name where the engine
 *     has a store of its own
 * @param target its path in the container; absolute
 * @param readOnly whether the container may not write to it
 * @param image what of which image appears; null for what is no image
 */
public record Mount(Word source, String target, boolean readOnly, @Nullable ImagePart image) {

  /**
   * A part of an image.
   *
   * @param path relative to the image's root; "" means all of it
   */
  public record ImagePart(ImagePlan plan, String path) {}

  public Mount {
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("mount target is not absolute: " + target);
    }
  }

  public Mount(Word source, String target, boolean readOnly) {
    this(source, target, readOnly, null);
  }

  /** An image, which nobody can write to. */
  public static Mount ofImage(ImagePlan plan, String path, String target) {
    String source = plan.file() == null ? plan.reference().toString() : plan.file().toString();
    return new Mount(Word.of(source), target, true, new ImagePart(plan, path));
  }
}
