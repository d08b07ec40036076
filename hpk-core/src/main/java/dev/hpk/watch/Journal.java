package dev.hpk.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the supervisors append: one file per host, of which only what is new is read. Safe for
 * use by several threads.
 */
public final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final ObjectReader READER = new ObjectMapper().readerFor(JournalLine.class);

  private final AppendedFiles files;
  private final Map<String, PodHistory> histories = new ConcurrentHashMap<>();

  /**
   * @param directory holds a {@code .jsonl} file for each host; need not exist yet
   */
  public Journal(Path directory) {
    this.files = new AppendedFiles(directory, "*.jsonl");
  }

  /**
   * Reads what has come since the last call.
   *
   * @return the uids of the pods of which something was heard
   * @throws dev.hpk.api.HpkException of kind EXTERNAL when the directory cannot be read; the next
   *     call goes on where this one stopped
   */
  public synchronized Set<String> poll() {
    Set<String> changed = new HashSet<>();
    files.read(line -> takeLine(line, changed));
    return changed;
  }

  /** What was heard of a pod; {@link PodHistory#NONE} when nothing was. */
  public PodHistory history(String uid) {
    return histories.getOrDefault(uid, PodHistory.NONE);
  }

  /** Drops what was heard of a pod that is gone. */
  public void forget(String uid) {
    histories.remove(uid);
  }

  private void takeLine(byte[] bytes, Set<String> changed) {
    try {
      JournalLine line = READER.readValue(bytes);
      if (line.pod() == null || line.type() == null || line.state() == null) {
        throw new IOException("pod, type or state is missing");
      }
      histories.merge(line.pod(), PodHistory.NONE.with(line), (known, ignored) -> known.with(line));
      changed.add(line.pod());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("journal", files.directory())
          .log("A line of the journal is not readable and was skipped: {}", e.getMessage());
    }
  }
}
