package dev.hpk.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.hpk.api.HpkException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What pods use, as their supervisors write it: a file for each host, beside the journal. Read only
 * when somebody asks, and then at most once a second. Safe for use by several threads.
 */
public final class Figures {

  private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
  private static final ObjectReader READER = new ObjectMapper().readerFor(FigureLine.class);
  private static final Duration AT_MOST = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofHours(1);

  private final AppendedFiles files;
  private final Clock clock;
  private final Map<String, Heard> pods = new ConcurrentHashMap<>();
  private Instant polled = Instant.EPOCH;
  private long cpuNanoseconds;

  private record Heard(PodFigures figures, Instant at) {}

  /**
   * @param directory holds a {@code .figures} file for each host; need not exist yet
   * @param clock the time
   */
  public Figures(Path directory, Clock clock) {
    this.files = new AppendedFiles(directory, "*.figures");
    this.clock = clock;
  }

  /**
   * Reads what has come since the last call.
   *
   * @throws HpkException of kind EXTERNAL when the directory cannot be read
   */
  public synchronized void poll() {
    Instant now = clock.instant();
    if (Duration.between(polled, now).abs().compareTo(AT_MOST) < 0) {
      return;
    }
    polled = now;
    files.read(line -> take(line, now));
    pods.values().removeIf(heard -> heard.at().isBefore(now.minus(KEPT)));
  }

  /** What was heard of a pod; {@link PodFigures#NONE} when nothing was. */
  public PodFigures of(String uid) {
    Heard heard = pods.get(uid);
    return heard == null ? PodFigures.NONE : heard.figures();
  }

  /** Nanoseconds of CPU that all pods together have used, as far as was heard; never goes back. */
  public synchronized long cpuNanoseconds() {
    return cpuNanoseconds;
  }

  private void take(byte[] bytes, Instant now) {
    try {
      FigureLine line = READER.readValue(bytes);
      if (line.pod() == null) {
        throw new IOException("pod is missing");
      }
      PodFigures before = of(line.pod());
      PodFigures after = before.with(line);
      cpuNanoseconds += Math.max(0, cpu(after) - cpu(before));
      pods.put(line.pod(), new Heard(after, now));
    } catch (IOException | IllegalArgumentException e) {
      // the next look will be written whole
      LOG.atDebug()
          .addKeyValue("directory", files.directory())
          .log("A line of figures is not readable and was skipped: {}", e.getMessage());
    }
  }

  private static long cpu(PodFigures figures) {
    PodFigures.@Nullable Usage usage = figures.usage();
    return usage == null ? 0 : usage.cpuNanoseconds();
  }
}
