package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.job.Content;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of one volume while they are collected: a later one takes the place of an earlier one
 * of its path, as in a kubelet's payload.
 */
final class VolumeFiles {

  /** What Kubernetes assumes: 0644. */
  private static final int DEFAULT_MODE = 0644;

  private final TreeMap<String, VolumeFile> files = new TreeMap<>();
  private final int defaultMode;

  /**
   * @param defaultMode as in the pod; null means 0644
   * @param field its path in the pod, for messages
   */
  VolumeFiles(@Nullable Integer defaultMode, String field) {
    this.defaultMode = mode(defaultMode, DEFAULT_MODE, field);
  }

  /**
   * Adds a file that the pod names by its path.
   *
   * @param mode null means the volume's default
   * @param field the item's path in the pod, for messages
   */
  void add(@Nullable String path, byte[] bytes, @Nullable Integer mode, String field) {
    String problem = path == null ? "is missing" : VolumePath.problem(path);
    if (path == null || problem != null) {
      throw new PodRefusedException(field + ".path", problem + ": '" + path + "'");
    }
    put(VolumePath.clean(path), bytes, mode(mode, defaultMode, field + ".mode"));
  }

  /**
   * Adds the data of a ConfigMap or a Secret: the items that the pod names, or all of it.
   *
   * @param missing how a key that is not there is told of, before its name
   * @param field the list's owner in the pod, for messages
   * @throws MissingException when a key is not there and must be, or cannot be a file
   */
  void addAll(
      Map<String, byte[]> data,
      List<KeyToPath> items,
      @Nullable Boolean optional,
      String missing,
      String field)
      throws MissingException {
    if (items.isEmpty()) {
      for (Map.Entry<String, byte[]> entry : data.entrySet()) {
        String problem = VolumePath.problem(entry.getKey());
        if (problem != null || entry.getKey().contains("/")) {
          throw new MissingException("key cannot be a file name: '" + entry.getKey() + "'");
        }
        put(entry.getKey(), entry.getValue(), defaultMode);
      }
      return;
    }
    int index = 0;
    for (KeyToPath item : items) {
      String place = field + ".items[" + index++ + "]";
      byte[] bytes = data.get(String.valueOf(item.getKey()));
      if (bytes != null) {
        add(item.getPath(), bytes, item.getMode(), place);
      } else if (!Boolean.TRUE.equals(optional)) {
        throw new MissingException(missing + item.getKey());
      }
    }
  }

  /**
   * All files, sorted by path.
   *
   * @throws MissingException when one file stands where another needs a directory
   */
  List<VolumeFile> files() throws MissingException {
    for (String path : files.keySet()) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (files.containsKey(path.substring(0, slash))) {
          throw new MissingException(
              "path is both a file and a directory: '" + path.substring(0, slash) + "'");
        }
      }
    }
    return List.copyOf(files.values());
  }

  private void put(String path, byte[] bytes, int mode) {
    files.put(path, new VolumeFile(path, Content.of(bytes), mode));
  }

  private static int mode(@Nullable Integer mode, int fallback, String field) {
    if (mode == null) {
      return fallback;
    }
    if (mode < 0 || mode > 0777) {
      throw new PodRefusedException(
          field, "must be between 0000 and 0777 (octal): " + Integer.toOctalString(mode));
    }
    return mode;
  }
}
