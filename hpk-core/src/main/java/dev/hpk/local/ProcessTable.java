package dev.hpk.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code /proc}. */
final class ProcessTable {

  /** Position of the session in {@link #stat}. */
  private static final int SESSION = 3;

  private ProcessTable() {}

  /**
   * The fields of {@code /proc/PID/stat} behind the name, beginning with the state (proc(5)); empty
   * when there is no such process.
   */
  static String[] stat(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
    } catch (IOException e) {
      return new String[0];
    }
  }

  /** All living processes of a session. */
  static List<ProcessHandle> session(long leader) {
    String wanted = String.valueOf(leader);
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String[] stat = stat(process.pid());
              return stat.length > SESSION && stat[SESSION].equals(wanted);
            })
        .toList();
  }
}
