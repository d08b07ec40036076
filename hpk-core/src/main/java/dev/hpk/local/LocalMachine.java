package dev.hpk.local;

import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What this machine has. */
final class LocalMachine {

  private final int maxJobs;
  private final String name = shortName();

  LocalMachine(int maxJobs) {
    this.maxJobs = maxJobs;
  }

  /** As {@code HPK_HOST} in the jobs: the host name up to its first dot. */
  String name() {
    return name;
  }

  Capacity capacity() {
    long cpuMillis = Runtime.getRuntime().availableProcessors() * 1000L;
    Resources all = new Resources(cpuMillis, memoryBytes(), Map.of());
    return new Capacity(all, all, maxJobs, 1, all, Map.of("idle", "1"));
  }

  /** MemTotal of {@code /proc/meminfo}, which counts in KiB (proc(5)). */
  private static long memoryBytes() {
    for (String line : read("/proc/meminfo").split("\n")) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new HpkException(HpkException.Kind.EXTERNAL, "/proc/meminfo has no MemTotal");
  }

  private static String shortName() {
    return read("/proc/sys/kernel/hostname").strip().replaceAll("\\..*$", "");
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new HpkException(HpkException.Kind.EXTERNAL, file + " cannot be read", e);
    }
  }
}
