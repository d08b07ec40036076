package dev.hpk.api;

import java.nio.file.Path;
import java.time.Clock;

/**
 * What the kubelet lends to its plugins. New services come as default methods, so that an old
 * plugin goes on working.
 */
public interface PluginContext {

  /** The only clock a plugin reads. */
  Clock clock();

  /** The only way in which a plugin starts a process on the kubelet's host. */
  CommandRunner commands();

  /** The work directory on the file system that all hosts share; absolute. */
  Path workDirectory();

  /**
   * The mark of this kubelet that its jobs carry, so that two kubelets of one user never touch each
   * other's jobs; letters, digits, dots and dashes.
   */
  String owner();
}
