package dev.hpk.disk;

import dev.hpk.api.job.JobSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory of one pod. Only names: nothing here touches a disk. The supervisor knows the same
 * names (see {@code src/main/bash/README.md}).
 *
 * @param root absolute
 */
public record PodDirectory(Path root) {

  /** Holds the emptyDir, configMap, secret, downwardAPI and projected volumes. */
  public static final String VOLUMES = "volumes";

  /** Holds a file of variables for each container. */
  public static final String ENVIRONMENTS = "env";

  /** Holds a directory for each container. */
  public static final String CONTAINERS = "containers";

  /** Holds the containers that a running pod is given, numbered from 0. */
  public static final String ADDED = "ephemeral";

  private static final String SAFE = "[A-Za-z0-9][A-Za-z0-9._-]*";

  /** Whether a pod's directory could be called so. */
  public static boolean isName(String part) {
    return part.matches(SAFE);
  }

  static String name(String part) {
    if (!isName(part)) {
      throw new IllegalArgumentException("not acceptable as a file name: '" + part + "'");
    }
    return part;
  }

  /** What is known of the pod's job. */
  public Path ledger() {
    return root.resolve("ledger.json");
  }

  /** The job script as it was submitted. */
  public Path script() {
    return root.resolve(JobSpec.SCRIPT_FILE);
  }

  /** What the job script itself printed. */
  public Path output() {
    return root.resolve(JobSpec.OUTPUT_FILE);
  }

  /** Taken by the first job that runs the pod; a second one stops at once. */
  public Path claim() {
    return root.resolve("claim");
  }

  /** Seconds that the pod may take to end, when it differs from what the script says. */
  public Path grace() {
    return root.resolve("grace");
  }

  /** A volume, relative to the directory. */
  public static String volume(String volume) {
    return VOLUMES + "/" + name(volume);
  }

  /** Whether a path relative to the directory is that of a volume. */
  public static boolean isVolume(String path) {
    return path.startsWith(VOLUMES + "/") && path.indexOf('/', VOLUMES.length() + 1) < 0;
  }

  /**
   * The volume in which a file lies.
   *
   * @param path of the file, relative to the directory
   * @return the volume's path, relative to the directory; empty when the file is in none
   */
  public static Optional<String> volumeOf(String path) {
    int end = path.startsWith(VOLUMES + "/") ? path.indexOf('/', VOLUMES.length() + 1) : -1;
    return end < 0 ? Optional.empty() : Optional.of(path.substring(0, end));
  }

  /**
   * The variables of a container, relative to the directory: {@code NAME=value}, each with a NUL.
   */
  public static String environment(String container) {
    return ENVIRONMENTS + "/" + name(container);
  }

  /**
   * The words of a container's command line that hold secrets, relative to the directory: each with
   * a NUL.
   */
  public static String secretWords(String container) {
    return environment(container) + ".words";
  }

  /** A container's directory, relative to the directory. */
  public static String container(String container) {
    return CONTAINERS + "/" + name(container);
  }

  /** The head of the container that was given with this number, relative to the directory. */
  public static String added(int number) {
    return ADDED + "/" + number;
  }

  /** What a container printed, stdout and stderr together. */
  public Path log(String container, int attempt) {
    return root.resolve(container(container)).resolve(attempt + ".log");
  }

  /** Where what was kept of a log begins, once its older part was let go; beside the log. */
  public static Path logKept(Path log) {
    String name = log.getFileName().toString();
    return log.resolveSibling(name.replaceFirst("\\.log$", ".kept"));
  }

  /** Lines of milliseconds since 1970 and the log's length then. */
  public Path logIndex(String container, int attempt) {
    return root.resolve(container(container)).resolve(attempt + ".index");
  }

  /** What a container wrote to its terminationMessagePath. */
  public Path terminationMessage(String container, int attempt) {
    return root.resolve(container(container)).resolve(attempt + ".message");
  }
}
