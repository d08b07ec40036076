package dev.hpk.translate;

import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;

/** A job as text for people and for golden folders. */
final class JobText {

  private JobText() {}

  static String of(JobSpec job) {
    return """
    name: %s
    owner: %s
    comment: %s
    directory: %s
    cpu: %dm
    memory: %d
    extended: %s
    time limit: %s
    grace: %s
    annotations: %s
    """
        .formatted(
            job.name(),
            job.owner(),
            job.comment(),
            job.directory(),
            job.resources().cpuMillis(),
            job.resources().memoryBytes(),
            new TreeMap<>(job.resources().extended()),
            job.timeLimit() == null ? "none" : job.timeLimit(),
            job.grace(),
            new TreeMap<>(job.annotations()));
  }

  /**
   * Directories, then files with their modes and below them their lines, {@code \0} as line end.
   */
  static String files(JobSpec job) {
    StringBuilder text = new StringBuilder();
    job.directories().forEach(path -> text.append("directory ").append(path).append('\n'));
    for (JobFile file : job.files()) {
      text.append("%04o %s\n".formatted(file.mode(), file.path()));
      lines(file.content().bytes())
          .lines()
          .forEach(line -> text.append(line.isEmpty() ? "" : "  " + line).append('\n'));
    }
    return text.toString();
  }

  private static String lines(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes))
          .toString()
          .replace("\0", "\\0\n");
    } catch (CharacterCodingException e) {
      return "bytes " + HexFormat.of().formatHex(bytes);
    }
  }
}
