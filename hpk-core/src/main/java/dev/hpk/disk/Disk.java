package dev.hpk.disk;

import dev.hpk.api.HpkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
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
