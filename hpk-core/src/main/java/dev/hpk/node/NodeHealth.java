package dev.hpk.node;

import java.util.Map;

/** What is wrong with this kubelet at the moment; the source of the node's conditions. */
@FunctionalInterface
public interface NodeHealth {

  /** The source whose problem is that the batch system does not answer. */
  String SCHEDULER = "scheduler";

  /** The source whose problem is that the work directory is full or not writable. */
  String DISK = "disk";

  /**
   * The present problems for people, by their source; empty when all is well. Called every few
   * seconds by the node controller's thread; must answer at once, from what is known already.
   */
  Map<String, String> problems();
}
