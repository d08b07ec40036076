package dev.hpk.translate;

import static java.util.Objects.requireNonNull;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.Word;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.ResolvedMount;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.disk.PodDirectory;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the volumes of a pod lie, and what of them appears in its containers.
 *
 * <p>Volumes lie in the pod's directory, volumes in memory in the job's scratch directory on the
 * host. What a container may write to can change while the pod runs, so parts of such volumes are
 * made, or found, by the supervisor just before the container starts.
 */
final class PodMounts {

  private static final String DEFAULT_MESSAGE_PATH = "/dev/termination-log";
  private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  private static final String COPIES = "copies";
  private static final int COPY_WORDS = 4;

  private final ResolvedPod pod;
  private final PodDirectory directory;
  private final ContainerRuntime runtime;
  private final boolean canMount;
  private final Set<String> directories = new LinkedHashSet<>();
  private final Set<String> scratchDirectories = new LinkedHashSet<>();
  private final List<String> hostPaths = new ArrayList<>();
  private final List<String> subPaths = new ArrayList<>();
  private final List<String> copies = new ArrayList<>();

  PodMounts(ResolvedPod pod, TranslationContext context) {
    this.pod = pod;
    this.directory = new PodDirectory(context.podDirectory());
    this.runtime = context.runtime();
    this.canMount = context.runtime().abilities().contains(RuntimeAbility.MOUNTS);
    for (ResolvedVolume volume : pod.volumes().values()) {
      if (volume instanceof ResolvedVolume.EmptyDirectory empty && empty.memory()) {
        scratchDirectories.add(PodDirectory.volume(volume.name()));
      } else if (!(volume instanceof ResolvedVolume.HostPath
          || volume instanceof ResolvedVolume.Image)) {
        directories.add(PodDirectory.volume(volume.name()));
      }
    }
  }

  /** Refuses what no mount can be made of. To be called before anything else here. */
  static void check(ResolvedPod pod, TranslationContext context, Refusals refusals) {
    boolean canMount = context.runtime().abilities().contains(RuntimeAbility.MOUNTS);
    for (ResolvedContainer container : pod.containers()) {
      Set<String> targets = new HashSet<>();
      for (int index = 0; index < container.mounts().size(); index++) {
        ResolvedMount mount = container.mounts().get(index);
        String field = container.field() + ".volumeMounts[" + index + "]";
        ResolvedVolume volume = pod.volumes().get(mount.volume());
        if (!mount.path().startsWith("/")) {
          refusals.add(field + ".mountPath", "is not absolute: '" + mount.path() + "'");
        } else if (!targets.add(target(mount))) {
          refusals.add(field + ".mountPath", "is used twice: '" + mount.path() + "'");
        }
        if (volume == null) {
          refusals.add(field + ".name", "is not a volume of the pod: '" + mount.volume() + "'");
        } else if (volume instanceof ResolvedVolume.HostPath
            && isRecursive(container.spec().getVolumeMounts().get(index))) {
          refusals.add(
              field + ".recursiveReadOnly",
              "is not possible for a path of the host, below which more may be mounted: Enabled");
        } else if (volume instanceof ResolvedVolume.Image
            && !mount.subPath().isEmpty()
            && !context.runtime().abilities().contains(RuntimeAbility.IMAGE_SUB_PATHS)) {
          refusals.add(
              field + ".subPath",
              "needs a container runtime that can mount a part of an image: " + mount.subPath());
        } else if (!canMount && !isThereAnyway(volume, mount)) {
          refusals.add(field, "needs a container runtime that can mount volumes: " + mount.path());
        }
      }
      String message = messageTarget(container);
      if (!message.startsWith("/")) {
        refusals.add(container.field() + ".terminationMessagePath", "is not absolute: " + message);
      }
    }
  }

  /** What appears in a container, parents before what lies below them. */
  List<Mount> of(int index, ResolvedContainer container) {
    List<Mount> mounts = new ArrayList<>();
    if (!canMount) {
      return mounts;
    }
    for (ResolvedMount mount : container.mounts()) {
      mounts.add(mount(index, requireNonNull(pod.volumes().get(mount.volume())), mount));
    }
    String message = messageTarget(container);
    if (mounts.stream().noneMatch(mount -> mount.target().equals(message))) {
      mounts.add(new Mount(messageSource(container), message, false));
    }
    addNames(mounts, PodSecurity.isReadOnlyRoot(container));
    mounts.sort(Comparator.comparingInt(mount -> Path.of(mount.target()).getNameCount()));
    return mounts;
  }

  /** What the supervisor writes; a volume of the pod's at the same place goes before. */
  private static void addNames(List<Mount> mounts, boolean readOnlyRoot) {
    for (String target : List.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf")) {
      if (mounts.stream().noneMatch(mount -> mount.target().equals(target))) {
        boolean readOnly = readOnlyRoot && !target.equals("/etc/hosts");
        mounts.add(new Mount(Word.of(JobVariable.SCRATCH).then(target), target, readOnly));
      }
    }
  }

  /** Directories of the pod's directory that must be there before the job starts. */
  List<String> directories() {
    return List.copyOf(directories);
  }

  /** {@code HPK_SCRATCH_DIRS}. */
  List<String> scratchDirectories() {
    return List.copyOf(scratchDirectories);
  }

  /** {@code HPK_HOST_PATHS}: quadruples of container index, type, path and volume. */
  List<String> hostPaths() {
    return hostPaths;
  }

  /** {@code HPK_SUB_PATHS}: triples of container index, directory and path below it. */
  List<String> subPaths() {
    return subPaths;
  }

  /** {@code HPK_COPIES}: container index, volume, path below it, and the copy in the scratch. */
  List<String> copies() {
    return copies;
  }

  private Mount mount(int index, ResolvedVolume volume, ResolvedMount mount) {
    String target = target(mount);
    String sub = mount.subPath();
    String name = PodDirectory.volume(volume.name());
    if (volume instanceof ResolvedVolume.Image image) {
      return Mount.ofImage(runtime.imageVolume(image.source()), sub, target);
    }
    if (volume instanceof ResolvedVolume.Files) {
      return fileMount(index, directory.root().resolve(name), sub, target);
    }
    if (volume instanceof ResolvedVolume.HostPath host) {
      hostPaths.addAll(List.of(String.valueOf(index), host.type(), host.path(), host.name()));
      addSubPath(index, host.path(), sub);
      boolean readOnly = mount.readOnly() || host.readOnly();
      return new Mount(Word.of(below(Path.of(host.path()), sub)), target, readOnly);
    }
    if (scratchDirectories.contains(name)) {
      addSubPath(index, name, sub);
      Word source = Word.of(JobVariable.SCRATCH).then("/" + below(Path.of(name), sub));
      return new Mount(source, target, mount.readOnly());
    }
    Path root = directory.root().resolve(name);
    addSubPath(index, root.toString(), sub);
    return new Mount(Word.of(below(root, sub)), target, mount.readOnly());
  }

  private void addSubPath(int index, String root, String sub) {
    if (!sub.isEmpty()) {
      subPaths.addAll(List.of(String.valueOf(index), root, sub));
    }
  }

  /**
   * As kubelet: a container never writes to what the kubelet refreshes, and a part of a volume
   * stays as it was when the container started. So the supervisor makes a copy of it.
   */
  private Mount fileMount(int index, Path root, String sub, String target) {
    if (sub.isEmpty()) {
      return new Mount(Word.of(root.toString()), target, true);
    }
    String copy = COPIES + "/" + index + "-" + copies.size() / COPY_WORDS;
    copies.addAll(List.of(String.valueOf(index), root.toString(), sub, copy));
    return new Mount(Word.of(JobVariable.SCRATCH).then("/" + copy), target, true);
  }

  private static boolean isRecursive(VolumeMount mount) {
    return "Enabled".equals(mount.getRecursiveReadOnly());
  }

  /** Without mounts: a path of the host at its own place, and the token that every pod is given. */
  private static boolean isThereAnyway(ResolvedVolume volume, ResolvedMount mount) {
    if (volume instanceof ResolvedVolume.HostPath host) {
      return !mount.readOnly()
          && !host.readOnly()
          && below(Path.of(host.path()), mount.subPath()).equals(target(mount));
    }
    return target(mount).equals(TOKEN_PATH);
  }

  private static String target(ResolvedMount mount) {
    return Path.of(mount.path()).normalize().toString();
  }

  private static String messageTarget(ResolvedContainer container) {
    String path = container.spec().getTerminationMessagePath();
    return path == null || path.isEmpty()
        ? DEFAULT_MESSAGE_PATH
        : Path.of(path).normalize().toString();
  }

  private Word messageSource(ResolvedContainer container) {
    Path parent = directory.root().resolve(PodDirectory.container(container.name()));
    return Word.of(parent + "/").then(JobVariable.ATTEMPT).then(".message");
  }

  private static String below(Path root, String sub) {
    return sub.isEmpty() ? root.toString() : root.resolve(sub).normalize().toString();
  }
}
