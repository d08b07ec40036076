package dev.hpk.examples;

import dev.hpk.disk.PodDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Prints what containers print, line by line, each with its container's name before it. */
final class LogFollower {

  private final PodDirectory directory;
  private final Map<String, Long> offsets = new LinkedHashMap<>();
  private final Consumer<String> lines;

  LogFollower(PodDirectory directory, List<String> containers, Consumer<String> lines) {
    this.directory = directory;
    this.lines = lines;
    containers.forEach(container -> offsets.put(container, 0L));
  }

  /** Prints the whole lines that have come since the last call. */
  void printNew() throws IOException {
    for (Map.Entry<String, Long> entry : offsets.entrySet()) {
      entry.setValue(printFrom(entry.getKey(), entry.getValue()));
    }
  }

  private long printFrom(String container, long offset) throws IOException {
    Path log = directory.log(container, 0);
    if (!Files.exists(log)) {
      return offset;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(file.length() - offset, 1 << 20)];
      file.seek(offset);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      text.substring(0, end).lines().forEach(line -> lines.accept("  " + container + " | " + line));
      return offset + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    }
  }
}
