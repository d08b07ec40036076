package dev.hpk.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** What the kubelet's own process uses. */
final class OwnUse {

  private static final Path STATUS = Path.of("/proc/self/status");

  private OwnUse() {}

  /** Nanoseconds of CPU so far. */
  static long cpuNanoseconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** Bytes of memory that are in use; that of the heap where the system does not tell. */
  static long memoryBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseGet(OwnUse::heap);
    } catch (IOException e) {
      return heap();
    }
  }

  static Instant started(Instant otherwise) {
    return ProcessHandle.current().info().startInstant().orElse(otherwise);
  }

  private static long heap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
