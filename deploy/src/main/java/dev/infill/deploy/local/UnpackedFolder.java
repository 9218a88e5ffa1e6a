package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A server's files in the cache, made once for all runs. They are open to everybody, whatever the
 * umask: the server may run as another user than the one who unpacks.
 */
final class UnpackedFolder {
  private static final Set<PosixFilePermission> EVERYBODY_READS =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> EVERYBODY_RUNS =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private UnpackedFolder() {}

  /** Puts all files into an empty folder. */
  interface Filling {
    void fill(Path folder) throws IOException;
  }

  /**
   * The folder, filled now unless it was before.
   *
   * @param proof a file in it, without which it was not filled
   */
  static Path of(Path cache, String name, String proof, Filling filling) throws IOException {
    Path home = cache.resolve(name);
    if (!Files.exists(home.resolve(proof))) {
      Path aside = Files.createTempDirectory(cache, "unpacking-");
      try {
        Files.setPosixFilePermissions(aside, EVERYBODY_RUNS);
        filling.fill(aside);
        moveInto(home, aside, proof);
      } finally {
        if (Files.exists(aside)) {
          DataFolder.delete(aside);
        }
      }
    }
    return home;
  }

  /** Unpacks a whole archive. */
  static void unpack(TarArchiveInputStream tar, Path into) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path path = into.resolve(entry.getName()).normalize();
      if (!path.startsWith(into)) {
        throw new IOException("an entry leads out of the archive: " + entry.getName());
      }
      unpack(tar, entry, path);
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      makeFolder(path);
      return;
    }
    makeFolder(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      Files.setPosixFilePermissions(
          path, (entry.getMode() & 0111) == 0 ? EVERYBODY_READS : EVERYBODY_RUNS);
    }
  }

  static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      makeFolder(folder.getParent());
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, EVERYBODY_RUNS);
    }
  }

  /** Two runs may unpack at the same time; the first to move wins, and both use that one. */
  private static void moveInto(Path home, Path aside, String proof) throws IOException {
    try {
      Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.exists(home.resolve(proof))) {
        throw e;
      }
    }
  }
}
