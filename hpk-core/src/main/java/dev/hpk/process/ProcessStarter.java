package dev.hpk.process;

import dev.hpk.api.HostCommand;
import dev.hpk.api.HpkException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Starts processes, each with a small environment of its own. Safe for use by several threads. */
public final class ProcessStarter {

  /** What every child gets of the kubelet's own environment. */
  private static final List<String> KEPT =
      List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR");

  private final Map<String, String> own;

  /**
   * @param own the kubelet's own environment, of which only the harmless part is passed on
   */
  public ProcessStarter(Map<String, String> own) {
    this.own = Map.copyOf(own);
  }

  /**
   * Starts a process whose standard streams are pipes. Its time and its input are the caller's to
   * mind.
   *
   * @throws HpkException of kind EXTERNAL when it cannot be started
   */
  public Process start(HostCommand command) {
    ProcessBuilder builder = new ProcessBuilder(command.argv());
    Map<String, String> environment = builder.environment();
    environment.clear();
    for (String name : KEPT) {
      String value = own.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    environment.putAll(command.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          command.argv().get(0) + " cannot be started: " + e.getMessage(),
          e);
    }
  }
}
