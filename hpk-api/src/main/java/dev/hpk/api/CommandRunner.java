package dev.hpk.api;

/** Starts processes on the kubelet's host and waits for them. Safe for use by many threads. */
@FunctionalInterface
public interface CommandRunner {

  /**
   * Runs a command to its end. The child gets only {@code PATH}, {@code HOME}, {@code USER}, {@code
   * LOGNAME}, {@code LANG}, {@code TMPDIR} and the command's own variables, never the rest of the
   * kubelet's environment.
   *
   * @return how it ended, whatever its exit code
   * @throws HpkException of kind {@link HpkException.Kind#EXTERNAL} when it cannot be started, or
   *     is killed because its time is over, or the calling thread is interrupted
   */
  CommandResult run(HostCommand command);
}
