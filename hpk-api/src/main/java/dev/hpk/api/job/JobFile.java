package dev.hpk.api.job;

import java.util.Arrays;

/**
 * A file that must lie in the pod's directory before its job starts. All are written with mode 0600
 * or as given, under directories of mode 0700.
 *
 * @param path relative to the pod's directory, with forward slashes, without {@code ..}
 * @param content its bytes; may be secret
 * @param mode permission bits such as 0600
 */
public record JobFile(String path, byte[] content, int mode) {

  public JobFile {
    if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new IllegalArgumentException("path leaves the pod's directory: " + path);
    }
    content = content.clone();
  }

  @Override
  public byte[] content() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobFile file
        && path.equals(file.path)
        && mode == file.mode
        && Arrays.equals(content, file.content);
  }

  @Override
  public int hashCode() {
    return path.hashCode() * 31 + Arrays.hashCode(content);
  }

  /** Path, mode and length; the content may be secret. */
  @Override
  public String toString() {
    return String.format("JobFile[%s, %04o, %d bytes]", path, mode, content.length);
  }
}
