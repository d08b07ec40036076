package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import org.jspecify.annotations.Nullable;

/** When images are fetched, as pods say it. */
final class ImagePolicies {

  private ImagePolicies() {}

  /**
   * The policy that holds for an image.
   *
   * @param policy null or "" means the one that goes with the image's name
   * @param field its path in the pod, for messages
   */
  static PullPolicy of(@Nullable String policy, ImageReference image, String field) {
    if (policy == null || policy.isEmpty()) {
      return image.defaultPullPolicy();
    }
    return switch (policy) {
      case "Always" -> PullPolicy.ALWAYS;
      case "IfNotPresent" -> PullPolicy.IF_NOT_PRESENT;
      case "Never" -> PullPolicy.NEVER;
      default ->
          throw new PodRefusedException(
              field, "is not Always, IfNotPresent or Never: '" + policy + "'");
    };
  }
}
