package dev.hpk.api.job;

/**
 * A file that must lie in the pod's directory before its job starts. All are written with mode 0600
 * or as given, under directories of mode 0700. Those below {@code volumes/NAME} are laid out so
 * that they can change all at once while the pod runs: {@code volumes/NAME/..data} is a link to
 * where they lie, and what is in {@code volumes/NAME} are links to {@code ..data/…}.
 *
 * @param path relative to the pod's directory, with forward slashes, without {@code ..}
 * @param content its bytes
 * @param mode permission bits such as 0600
 */
public record JobFile(String path, Content content, int mode) {

  public JobFile {
    if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new IllegalArgumentException("path leaves the pod's directory: " + path);
    }
  }
}
