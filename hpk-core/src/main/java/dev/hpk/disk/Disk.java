package dev.hpk.disk;

import dev.hpk.api.HpkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes below the work directory: whole files by renaming, private from their first moment. Its
 * errors are {@link HpkException}s of kind EXTERNAL, since a full or lost disk comes back.
 */
public final class Disk {

  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> PRIVATE_FILE =
      PosixFilePermissions.fromString("rw-------");

  private Disk() {}

  /** Makes a directory of mode 0700 and what is missing above it. */
  public static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
    } catch (IOException e) {
      throw failed("make directory", directory, e);
    }
  }

  /** Makes a directory of this mode unless it is there; the one above it must be. */
  public static void makeDirectory(Path directory, int mode) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
      }
      Files.setPosixFilePermissions(directory, permissions(mode));
    } catch (IOException e) {
      throw failed("make directory", directory, e);
    }
  }

  /** Whether it is a directory, and no link to one. */
  public static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The names in a directory; none when there is no such directory. */
  public static List<String> names(Path directory) {
    try (Stream<Path> found = Files.list(directory)) {
      return found.map(path -> path.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list", directory, e);
    }
  }

  /** The paths of all files in a directory and below, relative to it; none when it is not there. */
  static Set<String> filesBelow(Path directory) {
    try (Stream<Path> found = Files.walk(directory)) {
      return found
          .filter(path -> !isDirectory(path))
          .map(path -> directory.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (NoSuchFileException e) {
      return Set.of();
    } catch (IOException | UncheckedIOException e) {
      throw failed("list", directory, e instanceof IOException io ? io : new IOException(e));
    }
  }

  /** Whether a file has this content and mode; one that may not be read counts as another. */
  static boolean holds(Path file, byte[] content, int mode) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.getPosixFilePermissions(file).equals(permissions(mode))
          && Files.size(file) == content.length
          && Arrays.equals(Files.readAllBytes(file), content);
    } catch (NoSuchFileException | AccessDeniedException e) {
      return false;
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  /** Where a link leads; null when there is no link. */
  static @Nullable String linkTarget(Path link) {
    try {
      return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw failed("read link", link, e);
    }
  }

  /** Puts a link in place in one step. */
  static void link(Path link, String target, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
      Files.createSymbolicLink(temporary, Path.of(target));
      Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("make link", link, e);
    }
  }

  /** Puts a file in place in one step; readers see the old content or the new one. */
  public static void write(Path file, byte[] content, int mode) {
    write(file, content, mode, false);
  }

  /** As {@link #write}, and the content is on the disk when it returns. */
  public static void writeDurably(Path file, byte[] content, int mode) {
    write(file, content, mode, true);
  }

  /** A file's content; null when there is no such file. */
  public static byte @Nullable [] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  /** Removes a file or a directory with all that is in it; nothing there is no error. */
  public static void remove(Path path) {
    try {
      Files.walkFileTree(path, new Remover());
    } catch (NoSuchFileException e) {
      // gone already
    } catch (IOException e) {
      throw failed("remove", path, e);
    }
  }

  private static void write(Path file, byte[] content, int mode, boolean durable) {
    Path temporary =
        file.resolveSibling(
            "."
                + file.getFileName()
                + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PRIVATE_FILE))) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        if (durable) {
          channel.force(true);
        }
      }
      if (mode != 0600) {
        Files.setPosixFilePermissions(temporary, permissions(mode));
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(temporary, e);
      throw failed("write", file, e);
    }
  }

  private static void discard(Path temporary, IOException why) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int bit = 0; bit < 9; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        result.add(all[bit]);
      }
    }
    return result;
  }

  private static HpkException failed(String deed, Path path, IOException cause) {
    return new HpkException(
        HpkException.Kind.EXTERNAL,
        "work directory: cannot " + deed + " " + path + ": " + reason(cause),
        cause);
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Makes directories writable on the way down: a pod may have taken its own rights away. */
  private static final class Remover extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
        Files.setPosixFilePermissions(directory, PRIVATE_DIRECTORY);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    /** A directory that its owner may not read is opened before it is announced. */
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
      boolean locked =
          Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !Files.isReadable(path);
      if (!locked) {
        throw failure;
      }
      Files.setPosixFilePermissions(path, PRIVATE_DIRECTORY);
      Files.walkFileTree(path, this);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
