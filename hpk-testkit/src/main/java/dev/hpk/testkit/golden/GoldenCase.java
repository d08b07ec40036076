package dev.hpk.testkit.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** One case: the files of its folder that go in. It remembers which of them were read. */
public final class GoldenCase {

  private final Path folder;
  private final Set<String> read = new LinkedHashSet<>();

  GoldenCase(Path folder) {
    this.folder = folder;
  }

  /** The folder's name: what the case shows. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** The text of a file that must be there. */
  public String input(String file) {
    return inputIfThere(file)
        .orElseThrow(() -> new AssertionError("golden case " + name() + " has no file " + file));
  }

  /** The text of a file that may be missing. */
  public Optional<String> inputIfThere(String file) {
    read.add(file);
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /** The names of the files that were asked for so far. */
  Set<String> read() {
    return read;
  }
}
