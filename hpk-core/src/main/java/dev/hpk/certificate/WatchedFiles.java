package dev.hpk.certificate;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells whether small files have become others. It looks at what is in them: neither links that are
 * turned over (mounted Secrets) nor files of another host are told by the file system. For one
 * thread at a time.
 */
public final class WatchedFiles {

  private static final HashCode NOTHING = HashCode.fromInt(0);

  private final List<Path> files;
  private List<HashCode> seen;

  /** Begins with what is there now. */
  public WatchedFiles(Path... files) {
    this.files = List.of(files);
    this.seen = look();
  }

  /** Whether there is something else than at the last look. */
  public boolean haveChanged() {
    List<HashCode> now = look();
    boolean changed = !now.equals(seen);
    seen = now;
    return changed;
  }

  private List<HashCode> look() {
    return files.stream().map(WatchedFiles::content).toList();
  }

  private static HashCode content(Path file) {
    try {
      return Hashing.sha256().hashBytes(Files.readAllBytes(file));
    } catch (IOException e) {
      return NOTHING;
    }
  }
}
