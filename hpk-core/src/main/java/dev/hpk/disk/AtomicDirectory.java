package dev.hpk.disk;

import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A volume whose files change all at once (kubelet pkg/volume/util/atomic_writer.go): they lie in a
 * directory named after the time, {@code ..data} is a link to it, and each name that a container
 * sees is a link to {@code ..data/NAME}. A change is one renaming of {@code ..data}.
 *
 * <p>The files before the newest change stay until {@link #prune}: other hosts of a shared file
 * system may look at them for a while. Not for use by several threads or kubelets at once.
 *
 * @param root the volume; must exist
 */
public record AtomicDirectory(Path root, Clock clock) {

  private static final String DATA = "..data";
  private static final String NEW_LINK = "..new";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'..'uuuu_MM_dd_HH_mm_ss'.'nnnnnnnnn").withZone(ZoneOffset.UTC);

  /**
   * Makes these the files of the volume. What fails leaves the volume as it was, and may be tried
   * again.
   *
   * @return whether anything had to be changed
   * @throws dev.hpk.api.HpkException of kind EXTERNAL when the disk does not take it, or the volume
   *     is gone
   */
  public boolean write(Collection<VolumeFile> files) {
    String before = Disk.linkTarget(root.resolve(DATA));
    if (before != null && holds(root.resolve(before), files)) {
      link(files);
      return false;
    }
    Path generation = root.resolve(NAME.format(clock.instant()));
    try {
      fill(generation, files);
      replaceLink(root.resolve(DATA), generation.getFileName().toString());
    } catch (RuntimeException e) {
      Disk.remove(generation);
      throw e;
    }
    link(files);
    removeNames(files);
    removeGenerations(Set.of(generation.getFileName().toString(), String.valueOf(before)));
    return true;
  }

  /** Removes what was there before the newest change. */
  public void prune() {
    String now = Disk.linkTarget(root.resolve(DATA));
    if (now != null) {
      removeGenerations(Set.of(now));
    }
  }

  /** A file as containers see it; null when there is none. */
  public byte @Nullable [] read(String path) {
    return Disk.read(root.resolve(DATA).resolve(path));
  }

  private static boolean holds(Path generation, Collection<VolumeFile> files) {
    TreeSet<String> wanted = new TreeSet<>();
    for (VolumeFile file : files) {
      wanted.add(file.path());
      if (!Disk.holds(generation.resolve(file.path()), file.content().bytes(), file.mode())) {
        return false;
      }
    }
    return Disk.filesBelow(generation).equals(wanted);
  }

  private static void fill(Path generation, Collection<VolumeFile> files) {
    Disk.makeDirectory(generation, 0755);
    for (VolumeFile file : files) {
      makeParents(generation, file.path());
      Disk.write(generation.resolve(file.path()), file.content().bytes(), file.mode());
    }
  }

  private static void makeParents(Path generation, String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      Disk.makeDirectory(generation.resolve(path.substring(0, slash)), 0755);
    }
  }

  private void link(Collection<VolumeFile> files) {
    for (String name : names(files)) {
      Path place = root.resolve(name);
      String target = DATA + "/" + name;
      if (!target.equals(Disk.linkTarget(place))) {
        replaceLink(place, target);
      }
    }
  }

  private void removeNames(Collection<VolumeFile> files) {
    Set<String> names = names(files);
    for (String name : Disk.names(root)) {
      if (!name.startsWith("..") && !names.contains(name)) {
        Disk.remove(root.resolve(name));
      }
    }
  }

  private void removeGenerations(Set<String> kept) {
    for (String name : Disk.names(root)) {
      if (name.startsWith("..") && !name.equals(DATA) && !kept.contains(name)) {
        Disk.remove(root.resolve(name));
      }
    }
  }

  /** Also in place of a file or a directory: an earlier HPK put the files themselves there. */
  private void replaceLink(Path place, String target) {
    if (Disk.isDirectory(place)) {
      Disk.remove(place);
    }
    Disk.link(place, target, root.resolve(NEW_LINK));
  }

  private static Set<String> names(Collection<VolumeFile> files) {
    Set<String> names = new TreeSet<>();
    files.forEach(file -> names.add(file.path().split("/", 2)[0]));
    return names;
  }
}
