package dev.hpk.resolve;

import dev.hpk.api.HpkException;
import org.jspecify.annotations.Nullable;

/**
 * Something that a pod names is missing now and may come. The pod waits, shows why, and is resolved
 * again later; a kubelet does so too. It has the texts of a kubelet.
 */
public final class UnresolvedException extends HpkException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final @Nullable String container;

  private UnresolvedException(String reason, String message, @Nullable String container) {
    super(Kind.EXTERNAL, message);
    this.reason = reason;
    this.container = container;
  }

  /** A container's environment or command cannot be made (kubelet ErrCreateContainerConfig). */
  static UnresolvedException ofContainer(String container, String message) {
    return new UnresolvedException("CreateContainerConfigError", message, container);
  }

  /** A container's image has no valid name (kubelet image_manager.go, EnsureImageExists). */
  static UnresolvedException ofImage(@Nullable String container, String image) {
    String message =
        "Failed to apply default image tag \"%s\": couldn't parse image name \"%s\": %s"
            .formatted(image, image, "invalid reference format");
    return new UnresolvedException("InvalidImageName", message, container);
  }

  /** The pod's sandbox cannot be made (kubelet kuberuntime_manager.go, FailedCreatePodSandBox). */
  public static UnresolvedException ofSandbox(String message) {
    return new UnresolvedException(
        "ContainerCreating", "Failed to create pod sandbox: " + message, null);
  }

  /** A volume cannot be filled (kubelet nestedpendingoperations, event FailedMount). */
  static UnresolvedException ofVolume(String volume, String message) {
    String whole = "MountVolume.SetUp failed for volume \"%s\" : %s".formatted(volume, message);
    return new UnresolvedException("ContainerCreating", whole, null);
  }

  /** A volume's claim is not there or not bound (kubelet.go SyncPod, event FailedMount). */
  static UnresolvedException ofClaim(String volume, String message) {
    String whole =
        "Unable to attach or mount volumes: unmounted volumes=[%s], unattached volumes=[],"
                .formatted(volume)
            + " failed to process volumes=[%s]: %s".formatted(volume, message);
    return new UnresolvedException("ContainerCreating", whole, null);
  }

  /** The reason with which the container, or all of them, wait. */
  public String reason() {
    return reason;
  }

  /** The container that it concerns; null when it concerns all. */
  public @Nullable String container() {
    return container;
  }
}
