package dev.hpk.api.pod;

import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.container.Word;
import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container of a pod with everything it names already read.
 *
 * @param spec the container as it stands in the pod
 * @param field its path in the pod, such as {@code spec.initContainers[0]}, for messages
 * @param kind when it runs
 * @param image its image, normalised, as the pod names it
 * @param source where the image is fetched from: the image itself, or the site's mirror of it
 * @param pullPolicy when the image is fetched
 * @param environment its variables, in order, each name once
 * @param command its command with {@code $(VAR)} expanded; null when the image's own is to run
 * @param args its arguments with {@code $(VAR)} expanded; null when the image's own are to follow
 * @param mounts its volume mounts with subPathExpr expanded, in the order of the pod
 */
public record ResolvedContainer(
    Container spec,
    String field,
    Kind kind,
    ImageReference image,
    ImageReference source,
    PullPolicy pullPolicy,
    List<EnvVariable> environment,
    @Nullable List<Word> command,
    @Nullable List<Word> args,
    List<ResolvedMount> mounts) {

  /** When a container runs. */
  public enum Kind {
    /** Before the others, one after another, to its end. */
    INIT,
    /** Started among the init containers, and runs beside the others (restartPolicy Always). */
    SIDECAR,
    /** One of {@code spec.containers}. */
    MAIN,
    /** Added while the pod runs, started once: one of {@code spec.ephemeralContainers}. */
    EPHEMERAL
  }

  public ResolvedContainer {
    environment = List.copyOf(environment);
    command = command == null ? null : List.copyOf(command);
    args = args == null ? null : List.copyOf(args);
    mounts = List.copyOf(mounts);
  }

  public String name() {
    return spec.getName();
  }

  /** The name only: variables, command and arguments may hold secrets. */
  @Override
  public String toString() {
    return "ResolvedContainer[" + name() + "]";
  }

  /**
   * A volume mount.
   *
   * @param volume the volume's name
   * @param path where it appears in the container; absolute
   * @param subPath the part of the volume that appears; "" means all of it. Relative, no {@code ..}
   * @param readOnly whether the container may not write to it
   */
  public record ResolvedMount(String volume, String path, String subPath, boolean readOnly) {}
}
