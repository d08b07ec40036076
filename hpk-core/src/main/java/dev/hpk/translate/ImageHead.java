package dev.hpk.translate;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.PullPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the part of a script's head that says which images must be present and how. */
final class ImageHead {

  private static final long PULL_BACKOFF_SECONDS = 10;
  private static final long PULL_BACKOFF_LIMIT_SECONDS = 300;

  private ImageHead() {}

  /**
   * Writes it.
   *
   * @param fetchedBefore whether the kubelet fetched the images already, so that what is there is
   *     new enough; a script submitted by hand fetches what is missing all the same
   */
  static void write(ScriptWriter script, List<PodImages.Entry> images, boolean fetchedBefore) {
    script
        .assign("HPK_PULL_BACKOFF", PULL_BACKOFF_SECONDS)
        .assign("HPK_PULL_BACKOFF_LIMIT", PULL_BACKOFF_LIMIT_SECONDS)
        .array("HPK_IMAGES", images.stream().map(image -> image.plan().key()).toList())
        .array("HPK_IMAGE_NAMES", images.stream().map(PodImages.Entry::name).toList())
        .array("HPK_IMAGE_FILES", images.stream().map(image -> file(image.plan())).toList())
        .array(
            "HPK_IMAGE_POLICIES",
            images.stream().map(image -> policy(image, fetchedBefore).name()).toList());
    for (int index = 0; index < images.size(); index++) {
      writeFunctions(script, index, images.get(index).plan());
    }
  }

  /** The functions of one image; {@code index} is its own among all of its pod. */
  static void writeFunctions(ScriptWriter script, int index, ImagePlan plan) {
    function(script, index, "present", plan.present());
    function(script, index, "fetch", plan.fetch());
    function(script, index, "config", plan.config());
  }

  static PullPolicy policy(PodImages.Entry image, boolean fetchedBefore) {
    return fetchedBefore && image.policy() == PullPolicy.ALWAYS
        ? PullPolicy.IF_NOT_PRESENT
        : image.policy();
  }

  static String file(ImagePlan plan) {
    return plan.file() == null ? "" : plan.file().toString();
  }

  private static void function(
      ScriptWriter script, int index, String what, @Nullable Command command) {
    if (command != null) {
      script.function("hpk_image_" + index + "_" + what, command);
    }
  }
}
