package dev.infill.deploy.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL server that comes with Infill, unpacked once for all runs of all versions that
 * bring the same one.
 */
final class PostgresBinaries {
  private static final Set<PosixFilePermission> EVERYBODY_READS =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> EVERYBODY_RUNS =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private PostgresBinaries() {}

  /**
   * The folder with {@code initdb} and {@code postgres}.
   *
   * @throws IOException when this machine is of a kind for which none comes along, or it can't be
   *     unpacked
   */
  static Path unpacked(Path cache) throws IOException {
    String archive = "/postgres-linux-" + machine() + ".txz";
    Path home = cache.resolve("postgres-18.6-" + fingerprint(archive));
    if (!Files.isExecutable(home.resolve("bin/postgres"))) {
      Path aside = Files.createTempDirectory(cache, "unpacking-");
      try {
        unpack(archive, aside);
        moveInto(home, aside);
      } finally {
        if (Files.exists(aside)) {
          DataFolder.delete(aside);
        }
      }
    }
    return home.resolve("bin");
  }

  private static String machine() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64" -> "arm_64";
      default -> arch;
    };
  }

  private static InputStream open(String archive) throws IOException {
    InputStream stream = PostgresBinaries.class.getResourceAsStream(archive);
    if (stream == null) {
      throw new IOException(
          "No PostgreSQL server comes with Infill for this machine ("
              + System.getProperty("os.name")
              + ", "
              + System.getProperty("os.arch")
              + "); use a server of your own with: infill run");
    }
    return new BufferedInputStream(stream);
  }

  private static String fingerprint(String archive) throws IOException {
    try (var stream = open(archive)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void unpack(String archive, Path into) throws IOException {
    Files.setPosixFilePermissions(into, EVERYBODY_RUNS);
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(open(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException("an entry leads out of the archive: " + entry.getName());
        }
        unpack(tar, entry, path);
      }
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

  /**
   * Open to everybody, whatever the umask: PostgreSQL may run as another user than the one who
   * unpacks.
   */
  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      makeFolder(folder.getParent());
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, EVERYBODY_RUNS);
    }
  }

  /** Two runs may unpack at the same time; the first to move wins, and both use that one. */
  private static void moveInto(Path home, Path aside) throws IOException {
    try {
      Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.isExecutable(home.resolve("bin/postgres"))) {
        throw e;
      }
    }
  }
}
