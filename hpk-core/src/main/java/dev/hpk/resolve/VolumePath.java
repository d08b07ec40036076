package dev.hpk.resolve;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Paths below a volume or a container's root. */
final class VolumePath {

  private static final int LONGEST_PATH = 4096;
  private static final int LONGEST_NAME = 255;

  private VolumePath() {}

  /** Whether one of its parts is {@code ..}. */
  static boolean hasBackstep(String path) {
    return Arrays.asList(path.split("/", -1)).contains("..");
  }

  /** The path without empty parts, without {@code .}, and without a slash at either end. */
  static String clean(String path) {
    return Arrays.stream(path.split("/"))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .collect(Collectors.joining("/"));
  }

  /** Why the path cannot be a file in a volume (kubelet AtomicWriter); null when it can. */
  static @Nullable String problem(String path) {
    if (clean(path).isEmpty()) {
      return "must not be empty";
    }
    if (path.startsWith("/")) {
      return "must be a relative path";
    }
    if (path.indexOf('\0') >= 0) {
      return "has a NUL";
    }
    if (hasBackstep(path)) {
      return "must not contain '..'";
    }
    if (path.startsWith("..")) {
      return "must not start with '..'";
    }
    if (path.length() > LONGEST_PATH) {
      return "is longer than " + LONGEST_PATH;
    }
    return Arrays.stream(path.split("/")).anyMatch(part -> part.length() > LONGEST_NAME)
        ? "has a part longer than " + LONGEST_NAME
        : null;
  }
}
