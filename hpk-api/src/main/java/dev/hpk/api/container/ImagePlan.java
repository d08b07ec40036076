package dev.hpk.api.container;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How one image is found and fetched. The supervisor, or the kubelet before it submits, runs the
 * commands under a lock that only one of all pods holds for one {@code key}.
 *
 * @param reference the image
 * @param key a file name that no other image has: the lock's name, and the name in the image store
 * @param file where the image lies as a file, absolute; null when the engine has a store of its
 *     own. A fetch writes {@link JobVariable#IMAGE_TEMPORARY} and the supervisor renames it to
 *     this.
 * @param present exits 0 when the image need not be fetched; null means: when the file exists
 * @param fetch fetches the image; null when it cannot be fetched (a file of the user's)
 * @param config prints the image's OCI configuration (the JSON with {@code config.Entrypoint},
 *     {@code config.Cmd}, {@code config.WorkingDir}) from {@link JobVariable#IMAGE_FILE}; null when
 *     the run command does not need it. Its answer is kept beside the image.
 */
public record ImagePlan(
    ImageReference reference,
    String key,
    @Nullable Path file,
    @Nullable Command present,
    @Nullable Command fetch,
    @Nullable Command config) {

  public ImagePlan {
    if (!key.matches("[A-Za-z0-9][A-Za-z0-9._@-]*")) {
      throw new IllegalArgumentException("image key is no file name: " + key);
    }
    if (file != null && !file.isAbsolute()) {
      throw new IllegalArgumentException("image file is not absolute: " + file);
    }
  }
}
